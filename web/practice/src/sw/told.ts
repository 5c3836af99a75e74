/** Whether what the server told last is handed on instead of its answer now. Must not store. */

/**
 * The answer; what is kept instead where none comes, where it is a refusal (a server that is being restarted, or what
 * stands before it), or where it takes too long. Without anything kept, whatever comes of the answer.
 */
export async function answerOr(
  asked: Promise<Response>,
  kept: Response | undefined,
  patienceMs: number,
): Promise<Response> {
  if (!kept) return asked;
  const good = asked.then(
    (answer) => (answer.ok ? answer : kept),
    () => kept,
  );
  const late = new Promise<Response>((resolve) => setTimeout(() => resolve(kept), patienceMs));
  return Promise.race([good, late]);
}
