/** What was run, when, and on which machine: in words. Pure. */
import { seconds } from './format.ts';
import type { Part } from './report.ts';

export function circumstances(part: Part): string[] {
  const { scenario, machine, startedAt, ended, server, allIn } = part;
  const { rooms, publishers, subscribers } = scenario;
  return [
    `${count(rooms, 'room')} of ${count(publishers, 'publisher')} and ${count(subscribers, 'subscriber')}; each publisher sends ${sendsOf(part)}; everybody looks at: ${scenario.layout}.`,
    `${scenario.joinsPerSecond} joins a second, all in after ${seconds(allIn)}, ended after ${seconds(ended)}; ${scenario.churn} % churn; media by ${scenario.way}${scenario.family ? ` over ${scenario.family}` : ''}; 1 packet in ${scenario.verifyOneIn} verified; seed ${scenario.seed}.`,
    `Server: ${server.own ? 'started for the run on the same machine' : server.url}. Rooms begin with ${part.roomPrefix}.`,
    `${new Date(startedAt).toISOString().slice(0, 16).replace('T', ' ')} UTC; ${machine.cores} cores (${machine.cpu}), ${machine.kernel}, Node ${machine.node}, mediasoup ${machine.mediasoup}.`,
  ];
}

function sendsOf({ scenario }: Part): string {
  const { audio, video, screens, simulcast, codec, speakerSeconds } = scenario;
  const turns = speakerSeconds === 0 ? 'all speak' : `speaking in turns of ${speakerSeconds} s`;
  const parts = [
    ...(audio ? [`sound (${turns})`] : []),
    ...(video ? [`a camera (${codec}, ${simulcast ? 'simulcast' : 'one size'})`] : []),
    ...(screens > 0 ? [`a screen (${screens} of them)`] : []),
  ];
  return parts.length === 0 ? 'nothing' : parts.join(', ');
}

function count(of: number, what: string): string {
  return `${of} ${what}${of === 1 ? '' : 's'}`;
}
