/**
 * A small internet of network namespaces, gone after the test: a client's network, a router with a firewall, and a server's network.
 * Needs root and Linux. Addresses are those set aside for documentation, so that nothing real is meant.
 */
import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

const run = promisify(execFile);

/** As the processes in it see it. */
export interface Place {
  /** What a command begins with to run there. */
  readonly within: readonly string[];
  /** Runs a command there. Rejects, with what it printed, when it fails. */
  run(command: string): Promise<string>;
}

export const serverAddress = { ipv4: '203.0.113.10', ipv6: '2001:db8:113::10' } as const;
/** A second address of the server's network. */
export const otherAddress = { ipv4: '203.0.113.11', ipv6: '2001:db8:113::11' } as const;
/** Of the client, at first. */
export const clientAddress = { ipv4: '198.51.100.2', ipv6: '2001:db8:51::2' } as const;
/** Where the client's way out begins. */
export const gateway = { ipv4: '198.51.100.1', ipv6: '2001:db8:51::1' } as const;

export const isPossible = process.platform === 'linux' && process.getuid?.() === 0;

let made = 0;

export class NetworkLab {
  readonly client: Place;
  readonly router: Place;
  readonly server: Place;
  readonly #names: readonly string[];

  private constructor(names: readonly [string, string, string]) {
    this.#names = names;
    const [client, router, server] = names;
    this.client = placeOf(client);
    this.router = placeOf(router);
    this.server = placeOf(server);
  }

  /** Everything passes at first, by IPv4 and by IPv6. Rejects with nothing left behind. */
  static async build(): Promise<NetworkLab> {
    made += 1;
    const nameOf = (what: string) => `plenum-${process.pid}-${made}-${what}`;
    const names = [nameOf('client'), nameOf('router'), nameOf('server')] as const;
    const lab = new NetworkLab(names);
    try {
      await lab.#connect(names);
    } catch (error) {
      await lab.close();
      throw error;
    }
    return lab;
  }

  /** One rule of the router's firewall, as iptables takes it after its command: for IPv4 and for IPv6. */
  async forward(rule: string): Promise<void> {
    for (const tool of ['iptables', 'ip6tables']) await this.router.run(`${tool} -A FORWARD ${rule}`);
  }

  /** Takes all rules away again. */
  async forwardAll(): Promise<void> {
    for (const tool of ['iptables', 'ip6tables']) await this.router.run(`${tool} -F FORWARD`);
  }

  /** To be called when the processes inside have ended. */
  async close(): Promise<void> {
    for (const name of this.#names) await run('ip', ['netns', 'del', name]).catch(() => {});
  }

  async #connect([client, router, server]: readonly [string, string, string]): Promise<void> {
    for (const name of this.#names) await run('ip', ['netns', 'add', name]);
    await shell(`ip -n ${client} link add inner type veth peer name inner netns ${router}`);
    await shell(`ip -n ${server} link add outer type veth peer name outer netns ${router}`);
    await this.#address('client', 'inner', clientAddress, gateway);
    await this.#address('server', 'outer', serverAddress, { ipv4: '203.0.113.1', ipv6: '2001:db8:113::1' });
    await add(this.server, 'outer', otherAddress);
    await this.router.run('ip link set lo up');
    await this.router.run('sysctl -qw net.ipv4.ip_forward=1 net.ipv6.conf.all.forwarding=1');
  }

  /** Gives both ends of a line their addresses, and the far one a way out. */
  async #address(place: 'client' | 'server', link: string, own: Pair, router: Pair): Promise<void> {
    for (const [where, pair] of [
      [this[place], own],
      [this.router, router],
    ] as const) {
      await where.run('ip link set lo up');
      await where.run(`ip link set ${link} up`);
      await add(where, link, pair);
    }
    await this[place].run(`ip route add default via ${router.ipv4}`);
    await this[place].run(`ip -6 route add default via ${router.ipv6}`);
  }
}

interface Pair {
  readonly ipv4: string;
  readonly ipv6: string;
}

async function add(place: Place, link: string, { ipv4, ipv6 }: Pair): Promise<void> {
  await place.run(`ip addr add ${ipv4}/24 dev ${link}`);
  await place.run(`ip addr add ${ipv6}/64 dev ${link} nodad`);
}

function placeOf(name: string): Place {
  const within = ['ip', 'netns', 'exec', name];
  return { within, run: command => shell([...within, command].join(' ')) };
}

/** Words between spaces; nothing in them is quoted. */
async function shell(command: string): Promise<string> {
  const [program = '', ...args] = command.split(' ');
  const { stdout } = await run(program, args);
  return stdout;
}
