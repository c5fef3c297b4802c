/**
 * The map from method to handler. A method of the table without a handler here does not compile.
 */
import type { MethodIn, MethodName, Params, Result } from '../../protocol/methods.ts';
import type {
  AdmissionHandler,
  Admitted,
  Anytime,
  AnytimeHandlers,
  Connected,
  Handlers,
  Joined,
} from './context.ts';
import { join } from './join.ts';
import { leaving } from './leaving.ts';
import { messages } from './messages.ts';
import { moderating } from './moderating.ts';
import { presence } from './presence.ts';
import { previewing } from './preview.ts';
import { probing } from './probing.ts';
import { publishing } from './publishing.ts';
import { receiving } from './receiving.ts';
import { resume } from './resume.ts';
import { transports } from './transports.ts';

export type AdmissionMethod = MethodIn<'connected'>;
type AnytimeMethod = MethodIn<'any'>;
type JoinedMethod = MethodIn<'joined'>;

const admissions: { [M in AdmissionMethod]: AdmissionHandler<M> } = { join, resume };
const anytime: AnytimeHandlers = { ...previewing, ...probing };
const handlers: Handlers<JoinedMethod> = {
  ...leaving,
  ...presence,
  ...messages,
  ...moderating,
  ...publishing,
  ...receiving,
  ...transports,
};

/** Whether the method is one that lets a session in. */
export function isAdmission(method: MethodName): method is AdmissionMethod {
  return Object.hasOwn(admissions, method);
}

/** Whether the method needs no room. */
export function isAnytime(method: MethodName): method is AnytimeMethod {
  return Object.hasOwn(anytime, method);
}

export function admit<M extends AdmissionMethod>(
  method: M,
  context: Connected,
  params: Params<M>,
): Promise<Admitted<M>> {
  return admissions[method](context, params);
}

export function handleAnytime<M extends AnytimeMethod>(
  method: M,
  context: Anytime,
  params: Params<M>,
): Promise<Result<M>> {
  return anytime[method](context, params);
}

export async function handle<M extends JoinedMethod>(
  method: M,
  context: Joined,
  params: Params<M>,
): Promise<Result<M>> {
  return handlers[method](context, params);
}
