/**
 * The map from method to handler. A method of the table without a handler here does not compile.
 */
import type { MethodIn, MethodName, Params, Result } from '../../protocol/methods.ts';
import type { AdmissionHandler, Admitted, Connected, Handlers, Joined } from './context.ts';
import { join } from './join.ts';
import { leaving } from './leaving.ts';
import { publishing } from './publishing.ts';
import { receiving } from './receiving.ts';
import { transports } from './transports.ts';

export type AdmissionMethod = MethodIn<'connected'>;
type JoinedMethod = MethodIn<'joined'>;

const admissions: { [M in AdmissionMethod]: AdmissionHandler<M> } = { join };
const handlers: Handlers<JoinedMethod> = { ...leaving, ...publishing, ...receiving, ...transports };

/** Whether the method is one that lets a session in. */
export function isAdmission(method: MethodName): method is AdmissionMethod {
  return Object.hasOwn(admissions, method);
}

export function admit<M extends AdmissionMethod>(
  method: M,
  context: Connected,
  params: Params<M>,
): Promise<Admitted<M>> {
  return admissions[method](context, params);
}

export async function handle<M extends JoinedMethod>(
  method: M,
  context: Joined,
  params: Params<M>,
): Promise<Result<M>> {
  return handlers[method](context, params);
}
