/**
 * What the SDK offers: everything an application may import.
 */
export type { Grant, GrantChange } from '#protocol/grant.ts';
export type { Interest } from '#protocol/interest.ts';
export type { RoomSettings, RoomSettingsChange } from '#protocol/room-settings.ts';
export type { ChatMessage, PeerState, ProducerState, RoomEvent, RoomState } from '#protocol/room-state.ts';
export type { Quality, Waiting } from '#protocol/signals.ts';
export { type ErrorReason, type Reaction, reactions, type Source } from '#protocol/words.ts';
export type { AttachTarget } from './attachments.ts';
export {
  type Captured,
  CaptureError,
  type CaptureProblem,
  canCaptureScreen,
  capture,
  captureBoth,
  captureScreen,
  type Device,
  type WhichDevice,
} from './capture.ts';
export { checkConnection } from './check/check-connection.ts';
export type {
  CheckOptions,
  CheckOutcome,
  CheckProgress,
  CheckReport,
  CheckResult,
  CheckStep,
  CheckVerdict,
  DeviceOutcome,
  MediaWay,
  TriedDevices,
  WayReport,
} from './check/check-options.ts';
export type { ConnectionOptions } from './connection.ts';
export {
  type DeviceChange,
  type DeviceInfo,
  type Devices,
  listDevices,
  watchDevices,
} from './devices.ts';
export { type Size, type VideoCodec, videoCodecs } from './encodings.ts';
export type { PathState } from './generation.ts';
export type { JoinOptions } from './join-options.ts';
export type { ConnectionState } from './lasting-connection.ts';
export {
  LocalMedia,
  type LocalMediaEvents,
  type LocalMediaOptions,
  type StartProblems,
} from './local-media.ts';
export type { PublishingRoom } from './local-publishing.ts';
export type { LayerLimit, Layers, RemoteTrack } from './media-events.ts';
export { MessageError, type MessageProblem } from './message-error.ts';
export type { MessageLost } from './message-lost.ts';
export type { RoomMessage } from './messages.ts';
export type { Moderation } from './moderation.ts';
export type { MessageOptions } from './outgoing-messages.ts';
export type { PreviewOptions, RoomPreview } from './preview.ts';
export type { PublishOptions } from './publication.ts';
export { newRandomId } from './random-id.ts';
export { RequestError } from './request-error.ts';
export { Room } from './room.ts';
export type { Rejoined, RoomEvents } from './room-events.ts';
export { type EndReason, type SessionEnd, SessionEnded } from './session-end.ts';
export type { Fault, JoinFault } from './simulate.ts';
export type { SourceState } from './source-state.ts';
export type { CallStats, PathStats, ReceivedStats, SentLayer, SentStats } from './stats.ts';
export { TileObserver } from './tile-observer.ts';
export { type TokenClaims, tokenClaims } from './token-claims.ts';
