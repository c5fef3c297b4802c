/**
 * What `plenum/server` offers to the back ends of those who embed calls: everything they may import.
 */
export type { PeerInfo, RoomInfo } from '#protocol/api-shapes.ts';
export type { CheckReport, KeptCheck } from '#protocol/check.ts';
export type { DoctorReport, Finding } from '#protocol/doctor.ts';
export type { Grant, GrantChange, TokenGrant } from '#protocol/grant.ts';
export type { HistoryEntry } from '#protocol/history.ts';
export type { DrainInfo, MediaReport, ServerInfo } from '#protocol/operating.ts';
export type { RoomSettings, RoomSettingsChange } from '#protocol/room-settings.ts';
export type { PeerLife, TimelineEntry } from '#protocol/timeline.ts';
export { type ApiOptions, type DataWish, PlenumApi } from './api.ts';
export { ApiError, type ApiReason } from './api-error.ts';
export { type LinkWish, linkTo } from './link.ts';
export { createToken, type TokenKey, type TokenWish } from './token.ts';
export { type SignedWebhook, verifyWebhook, WebhookError, type WebhookProblem } from './webhook.ts';
