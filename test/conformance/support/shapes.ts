/** The structures of PROTOCOL.md, as far as the tests look into them. */

interface Codec {
  mimeType: string;
  payloadType: number;
  clockRate: number;
  channels?: number;
  rtcpFeedback?: { type: string; parameter?: string }[];
}

interface RtpParameters {
  mid?: string;
  codecs: Codec[];
  headerExtensions?: { uri: string; id: number }[];
  encodings: { ssrc?: number; rid?: string; rtx?: { ssrc: number } }[];
  rtcp?: { cname?: string };
}

export interface RtpCapabilities {
  codecs: { kind: string; mimeType: string; preferredPayloadType: number; clockRate: number }[];
  headerExtensions: { kind: string; uri: string; preferredId: number }[];
}

export interface IceParameters {
  usernameFragment: string;
  password: string;
  iceLite?: boolean;
}

export interface TransportInfo {
  transportId: string;
  iceParameters: IceParameters;
  iceCandidates: {
    foundation: string;
    priority: number;
    address: string;
    port: number;
    protocol: string;
    type: string;
    tcpType?: string;
  }[];
  dtlsParameters: { role?: string; fingerprints: { algorithm: string; value: string }[] };
}

export interface Consumer {
  consumerId: string;
  producerId: string;
  peerId: string;
  source: string;
  kind: string;
  rtpParameters: RtpParameters;
}

interface ProducerState {
  producerId: string;
  source: string;
  paused: boolean;
}

export interface Grant {
  canPublish: string[];
  canSubscribe: boolean;
  canSend: boolean;
  moderator: boolean;
}

interface RoomSettings {
  title: string | null;
  locked: boolean;
  passcode: boolean;
  lobby: boolean;
  maxPeers: number | null;
  canPublish: string[];
  chat: boolean;
  notBefore: number | null;
  expires: number | null;
}

interface Waiting {
  waitingId: string;
  name: string;
  identity: string | null;
  since: number;
}

interface PeerState {
  peerId: string;
  name: string;
  identity: string | null;
  grant: Grant;
  joinedAt: number;
  handRaisedAt: number | null;
  producers: Record<string, ProducerState>;
}

interface ChatMessage {
  messageId: string;
  peerId: string;
  name: string;
  text: string;
  at: number;
}

export interface RoomState {
  seq: number;
  room: string;
  settings: RoomSettings;
  peers: Record<string, PeerState>;
  chat: ChatMessage[];
}

export interface RoomEvent {
  seq: number;
  at: number;
  type: string;
  peer?: PeerState;
  peerId?: string;
  producer?: ProducerState;
  producerId?: string;
  reason?: string;
  grant?: Grant;
  settings?: RoomSettings;
  /** Who did it, where it is not the peer itself; `null`: no peer. */
  by?: string | null;
  messageId?: string;
  text?: string;
}

export interface Hello {
  server: string;
  routerRtpCapabilities: RtpCapabilities;
  limits: {
    messageBytes: number;
    joinSeconds: number;
    requestTokens: number;
    requestTokensPerSecond: number;
    producersPerPeer: number;
    audioKbps: number;
    videoKbps: number;
    data: { messageBytes: number; messages: number };
    chatBytes: number;
    chatMessages: number;
    chatMessagesPerSecond: number;
  };
}

interface IceServer {
  urls: string[];
  username: string;
  credential: string;
}

/** `Data` of the document. */
export interface DataInfo {
  sctpPort: number;
  maxMessageSize: number;
  streams: { ordered: number; lossy: number };
}

/** `Media` of the document. */
interface Media {
  generation: number;
  sendTransport: TransportInfo;
  recvTransport: TransportInfo;
  consumers: Consumer[];
  data?: DataInfo;
}

/** What the methods that answer with something answer with. */
interface Seated {
  peerId: string;
  grant: Grant;
  resumeToken: string;
  seatSeconds: number;
}

export interface Results {
  join: Seated & {
    state: RoomState;
    media: Media;
    iceServers: IceServer[];
  };
  resume: Seated & {
    events: RoomEvent[];
    state?: RoomState;
    media: { generation: number; consumers: (Consumer & { started: boolean })[] };
  };
  preview: {
    count: number;
    names: string[];
    title: string | null;
    locked: boolean;
    passcode: boolean;
    lobby: boolean;
    notBefore: number | null;
  };
  probe: { probeId: string; transport: TransportInfo; data: DataInfo; iceServers: IceServer[] };
  reportCheck: { checkId: string };
  restartIce: { iceParameters: IceParameters };
}

export interface Notifications {
  hello: Hello;
  event: RoomEvent;
  waiting: Record<string, never>;
  lobby: { waiting: Waiting[] };
  muteAsked: { producerId: string; by: string | null };
  grant: { grant: Grant };
  token: { token: string; expires: number };
  iceServers: { iceServers: IceServer[]; expires: number };
  mediaLost: { generation: number };
  mediaRenewed: Media;
  consumersAdded: { consumers: Consumer[] };
  consumersRemoved: { consumerIds: string[] };
  consumerLayers: {
    consumerId: string;
    layers: { spatial: number; temporal: number } | null;
    limit: string | null;
  };
  layersWanted: { producerId: string; spatialLayer: number | null };
  qualities: { peers: { peerId: string; level: string; limit: string | null }[] };
  reaction: { peerId: string; reaction: string };
  messagesRefused: { channel: string; reason: string; count: number };
  messagesLost: { channel: string; reason: string; count: number };
  speakers: { dominant: string | null; levels: { peerId: string; source: string; volume: number }[] };
}
