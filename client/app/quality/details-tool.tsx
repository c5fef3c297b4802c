/**
 * The button of a tile that opens the numbers behind it.
 */
import type { StageState } from '../stage/stage-state.ts';
import { Tool } from '../stage/tile-tools.tsx';
import { text } from '../strings/index.ts';
import { toggleDetails } from './details-state.ts';

interface Props {
  stage: StageState;
  tileKey: string;
  name: string;
  peerId: string;
  source: 'camera' | 'screen';
}

export function DetailsTool({ name, peerId, source, ...shared }: Props) {
  return (
    <Tool
      {...shared}
      label={text.quality.details(name)}
      icon="details"
      onClick={() => toggleDetails(peerId, source)}
    />
  );
}
