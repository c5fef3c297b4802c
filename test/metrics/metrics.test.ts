/** The metrics of one server, from sources that a test makes up, as a scraper reads them. */
import { expect, test } from 'vitest';
import type { Transition } from '../../server/rooms/transitions.ts';
import { parseMetrics } from '../support/scraped.ts';
import { measuredServer } from './measured-server.ts';

const ofPeer = {
  at: 1,
  room: 'kitchen',
  roomId: 'r1',
  peerId: 'p1',
  name: 'Ann',
  identity: 'ann@example.org',
};

test('what there is at the moment', async () => {
  const metrics = await measuredServer().scrape();
  expect(Object.fromEntries(metrics)).toMatchObject({
    plenum_rooms: 2,
    plenum_peers: 5,
    plenum_sockets: 6,
    plenum_draining: 1,
    plenum_overloaded: 0,
    'plenum_producers{source="camera"}': 3,
    'plenum_producers{source="screen-audio"}': 0,
    'plenum_consumers{kind="audio"}': 2,
    'plenum_consumers{kind="video"}': 1,
    'plenum_build_info{version="1.2.3",mediasoup="3.27.1",node="26.0.0"}': 1,
    'plenum_worker_up{worker="0"}': 1,
    'plenum_worker_up{worker="1"}': 0,
    'plenum_worker_cpu_seconds_total{worker="0"}': 1.5,
    'plenum_worker_deaths_total{worker="1"}': 2,
    'plenum_worker_consumers{worker="0"}': 2,
    'plenum_worker_consumers{worker="1"}': 1,
  });
  expect(metrics.get('plenum_worker_memory_bytes{worker="0"}')).toBeGreaterThan(1e6);
  expect(metrics.has('plenum_worker_memory_bytes{worker="1"}')).toBe(false);
  expect(metrics.get('process_resident_memory_bytes')).toBeGreaterThan(1e6);
  expect([...metrics.keys()].some(key => key.startsWith('nodejs_eventloop_lag_p99_seconds'))).toBe(true);
});

test('counters of traffic are its totals, however often they are read, and reading them keeps it counting', async () => {
  const server = measuredServer();
  await server.scrape();
  server.flows(5);
  const metrics = await server.scrape();
  expect(server.woken()).toBeGreaterThanOrEqual(2);
  expect(Object.fromEntries(metrics)).toMatchObject({
    'plenum_rtp_packets_total{direction="in"}': 15,
    'plenum_rtp_packets_total{direction="out"}': 60,
    'plenum_rtp_bytes_total{direction="in"}': 15_000,
    'plenum_rtp_packets_lost_total{direction="out"}': 3,
    'plenum_nacks_total{direction="in"}': 2,
    'plenum_plis_total{direction="out"}': 1,
  });
});

test('estimates and times are in histograms', async () => {
  const server = measuredServer();
  for (const estimate of [80_000, 900_000, 30_000_000]) server.estimate(estimate);
  const told: Transition[] = [
    { type: 'peerJoined', ...ofPeer, took: 40, peers: 1 },
    { type: 'peerJoined', ...ofPeer, took: 3_000, peers: 2 },
    { type: 'firstMedia', ...ofPeer, took: 400, expected: true },
    { type: 'firstMedia', ...ofPeer, took: 600_000, expected: false },
    { type: 'transportConnected', ...ofPeer, direction: 'send', protocol: 'udp', took: 70, again: false },
    { type: 'transportConnected', ...ofPeer, direction: 'send', protocol: 'udp', took: 9_000, again: true },
  ];
  for (const transition of told) server.onTransition(transition);
  expect(Object.fromEntries(await server.scrape())).toMatchObject({
    'plenum_estimated_bandwidth_bits_per_second_bucket{le="100000"}': 1,
    'plenum_estimated_bandwidth_bits_per_second_bucket{le="1000000"}': 2,
    plenum_estimated_bandwidth_bits_per_second_count: 3,
    'plenum_join_seconds_bucket{le="0.05"}': 1,
    plenum_join_seconds_sum: 3.04,
    plenum_first_media_seconds_count: 1,
    plenum_first_media_seconds_sum: 0.4,
    plenum_transport_connect_seconds_count: 1,
  });
});

test('what happens is counted by words that are there from the beginning', async () => {
  const server = measuredServer();
  expect((await server.scrape()).get('plenum_peers_left_total{reason="slow-client"}')).toBe(0);
  const told: Transition[] = [
    { type: 'peerLeft', ...ofPeer, reason: 'slow-client', stayed: 1, peers: 0 },
    { type: 'peerResumed', ...ofPeer, away: 1_000 },
    { type: 'generationBegan', ...ofPeer, generation: 2, cause: 'media-lost' },
    { type: 'transportDisconnected', ...ofPeer, direction: 'recv' },
    { type: 'joinRefused', at: 1, room: 'kitchen', name: 'Eve', reason: 'passcode-wrong' },
    { type: 'offended', ...ofPeer, step: 'removed', source: 'camera', kbps: 9_000, allowed: 2_500 },
  ];
  for (const transition of told) server.onTransition(transition);
  const text = await server.registry.metrics();
  expect(Object.fromEntries(parseMetrics(text))).toMatchObject({
    'plenum_peers_left_total{reason="slow-client"}': 1,
    plenum_peers_resumed_total: 1,
    'plenum_generations_total{cause="media-lost"}': 1,
    'plenum_generations_total{cause="client"}': 0,
    plenum_transports_disconnected_total: 1,
    'plenum_joins_refused_total{reason="passcode-wrong"}': 1,
    'plenum_offences_total{step="removed"}': 1,
  });
  expect(text).not.toMatch(/kitchen|\bAnn\b|\bEve\b|example\.org/);
});
