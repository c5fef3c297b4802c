import { expect, test } from 'vitest';
import { type AddressAllowance, AddressLimits } from '../../server/sessions/address-limits.ts';

const numbers = {
  socketsPerAddress: 3,
  joinsPerSecond: 2,
  joinBurst: 4,
  passcodeTries: 2,
  passcodeSeconds: 10,
  probeBurst: 3,
  probeSeconds: 2,
  reportBurst: 2,
  reportSeconds: 5,
};

function limits(other: Partial<typeof numbers> = {}) {
  const clock = { now: 0 };
  const addresses = new AddressLimits({ ...numbers, ...other }, () => clock.now);
  const enter = (address = '192.0.2.1'): AddressAllowance => {
    const allowance = addresses.enter(address);
    if (!allowance) throw new Error('not let in');
    return allowance;
  };
  return { addresses, enter, clock };
}

/** How often it works, until it does not. */
function count(attempt: () => boolean): number {
  let times = 0;
  while (times < 100 && attempt()) times += 1;
  return times;
}

test('an address has so many sockets at a time', () => {
  const { addresses, enter } = limits();
  const [first] = [enter(), enter(), enter('::ffff:192.0.2.1')];
  expect(addresses.enter('192.0.2.1')).toBeUndefined();
  expect(addresses.enter('192.0.2.2')).toBeDefined();
  first?.leave();
  first?.leave();
  expect(addresses.enter('192.0.2.1')).toBeDefined();
  expect(addresses.enter('192.0.2.1')).toBeUndefined();
});

test('its sockets share the joins, in a burst and at a rate', () => {
  const { enter, clock } = limits();
  const [one, other, foreign] = [enter(), enter(), enter('192.0.2.2')];
  expect([one.takeJoin(), count(other.takeJoin), one.takeJoin()]).toEqual([true, 3, false]);
  expect(count(foreign.takeJoin)).toBe(4);
  clock.now += 1_000;
  expect(count(one.takeJoin)).toBe(2);
});

test('its sockets share the wrong passcodes; right ones do not count', () => {
  const { enter, clock } = limits();
  const [one, other] = [enter(), enter()];
  expect(count(one.mayTryPasscode)).toBe(100);
  one.failedPasscode();
  expect(other.mayTryPasscode()).toBe(true);
  other.failedPasscode();
  expect([one.mayTryPasscode(), other.mayTryPasscode()]).toEqual([false, false]);
  clock.now += 10_000;
  expect(one.mayTryPasscode()).toBe(true);
});

test('its sockets share the probes, and the reports', () => {
  const { enter, clock } = limits();
  const [one, other, foreign] = [enter(), enter(), enter('192.0.2.2')];
  expect([one.takeProbe(), count(other.takeProbe), one.takeProbe()]).toEqual([true, 2, false]);
  expect([one.takeReport(), count(other.takeReport), one.takeReport()]).toEqual([true, 1, false]);
  expect([count(foreign.takeProbe), count(foreign.takeReport)]).toEqual([3, 2]);
  clock.now += 5_000;
  expect([count(one.takeProbe), count(one.takeReport)]).toEqual([2, 1]);
  one.leave();
  expect([one.takeProbe(), one.takeReport()]).toEqual([false, false]);
});

test('it may have as many seats without sockets as it may have sockets', () => {
  const { enter } = limits();
  const one = enter();
  const given = [one.keepSeat(), one.keepSeat(), one.keepSeat(), one.keepSeat()].filter(
    seat => seat !== undefined,
  );
  expect(given).toHaveLength(3);
  one.leave();
  given[0]?.();
  given[0]?.();
  const other = enter();
  expect([other.keepSeat() !== undefined, other.keepSeat()]).toEqual([true, undefined]);
});

test('who leaves and comes back has not been forgotten', () => {
  const { enter, clock } = limits();
  const first = enter();
  first.failedPasscode();
  first.failedPasscode();
  expect(count(first.takeJoin)).toBe(4);
  first.leave();
  const second = enter();
  expect([second.mayTryPasscode(), second.takeJoin(), first.takeJoin()]).toEqual([false, false, false]);
  second.leave();
  clock.now += 9_999;
  expect(enter().mayTryPasscode()).toBe(false);
});

test('of a hundred thousand addresses that came and went nothing stays', () => {
  const { addresses, enter, clock } = limits();
  for (let index = 0; index < 100_000; index += 1) {
    const allowance = enter(`10.${index >> 16}.${(index >> 8) & 255}.${index & 255}`);
    if (index % 2 === 0) allowance.takeJoin();
    allowance.leave();
    clock.now += 1;
  }
  // Those that used something rest for twenty seconds, and up to one more.
  expect(addresses.size).toBeLessThanOrEqual(10_500);
  clock.now += 20_000;
  enter().leave();
  expect(addresses.size).toBe(0);
});
