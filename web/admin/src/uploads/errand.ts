/**
 * One file on its way from this browser to its row: looked at, hashed, sent, verified by the server, attached.
 * It survives everything that passes (a dropped line, a server that restarts, an expired session) by trying
 * again, and tells every change to the shelf that pages show.
 */
import { isRefusal, LONGEST_WAIT_MS, verdictOn } from "./again";
import { fingerprintOf } from "./fingerprint";
import { attach } from "./goals";
import { readable, readableIfAllowed } from "./handles";
import { hashOf } from "./hashing";
import { type Goal, type Phase, purposeOf, samePlace, type UploadItem } from "./item";
import { allKept, forget, type Kept, keep } from "./kept";
import { lookAt } from "./looking";
import { paceOf, type Sample, withSample } from "./pace";
import type { Sending } from "./sending";
import { begin, giveUp, hold, isHere, letGo, stateOf } from "./serverSide";
import { change, drop, itemOf } from "./shelf";

/** A file that is hashed in a moment is hashed first: what is here already is then not sent at all. */
const HASHED_FIRST_BYTES = 32 * 1024 * 1024;

export class Errand {
  private file: File | null = null;
  private kept: Kept | null = null;
  private sending: Sending | null = null;
  private hashing: Promise<string> | null = null;
  private readonly givenUp = new AbortController();
  private samples: readonly Sample[] = [];
  private failures = 0;
  private timer: ReturnType<typeof setTimeout> | null = null;
  private next: () => Promise<void> = () => this.go();

  constructor(
    readonly key: string,
    readonly goal: Goal,
    private readonly handle: FileSystemFileHandle | null,
  ) {}

  /** A file that was just chosen. */
  async chosen(file: File, insist = false): Promise<void> {
    this.file = file;
    this.tell({ phase: "checking", why: null });
    const refusal = insist ? null : await lookAt(file, purposeOf(this.goal));
    if (refusal !== null)
      return this.tell({ phase: "refused", why: refusal.why, mayInsist: refusal.mayInsist });
    await this.attempt(() => this.go());
  }

  /** One that was under way when the page was left. */
  async found(kept: Kept): Promise<void> {
    this.kept = kept;
    await this.attempt(() => this.goOn());
  }

  /** The file again, after the page was loaded anew. Another one is refused by name. */
  async chosenAgain(file: File): Promise<void> {
    if (this.kept !== null && !(await this.isOf(file))) {
      return this.tell({ why: { key: "why.otherFile", figures: { name: this.kept.filename } } });
    }
    this.file = file;
    this.tell({ phase: "checking", why: null });
    await this.attempt(() => this.goOn());
  }

  /** Read the file by the handle that the browser kept, when the person allows it. */
  async readAgain(): Promise<void> {
    const file = await readableIfAllowed(this.kept?.handle ?? null);
    if (file !== null) await this.chosenAgain(file);
  }

  insist(): Promise<void> {
    return this.file === null ? Promise.resolve() : this.chosen(this.file, true);
  }

  /** Whether this is the file of an upload that was under way. */
  async isOf(file: File): Promise<boolean> {
    return this.kept !== null && (await fingerprintOf(file)) === this.kept.fingerprint;
  }

  pause(): void {
    this.stopWaiting();
    this.sending?.stop();
    this.tell({ phase: "paused", bytesPerS: 0, leftS: null });
  }

  async resume(): Promise<void> {
    this.stopWaiting();
    this.failures = 0;
    this.tell({ phase: "checking", why: null });
    await this.attempt(this.next);
  }

  /** The browser says that the line is gone; it will say when it is back, and should it not, time goes on. */
  lineLost(): void {
    if (itemOf(this.key)?.phase !== "sending") return;
    this.sending?.stop();
    this.waitFor(LONGEST_WAIT_MS);
  }

  /** The line is back, or the person does not want to wait. */
  async now(): Promise<void> {
    if (itemOf(this.key)?.phase === "waiting") await this.resume();
  }

  async cancel(): Promise<void> {
    this.stopWaiting();
    this.givenUp.abort();
    this.sending?.stop();
    drop(this.key);
    await this.forgetIt({ onServer: true });
  }

  private async go(): Promise<void> {
    const file = this.mustHaveFile();
    const fingerprint = await fingerprintOf(file);
    const earlier = (await allKept()).find(
      (one) => one.fingerprint === fingerprint && samePlace(one.goal, this.goal),
    );
    if (earlier !== undefined && (await hold(earlier.id))) {
      this.kept = earlier;
      return this.goOn();
    }
    this.hash(file);
    const sha256 = file.size <= HASHED_FIRST_BYTES ? await this.hashing : null;
    const upload = await begin(file, sha256);
    if (upload.state === "complete" && upload.sha256 !== null) return this.arrived(upload.sha256, true);
    await hold(upload.id);
    this.kept = {
      id: upload.id,
      goal: this.goal,
      fingerprint,
      filename: file.name,
      bytes: file.size,
      partBytes: upload.part_bytes,
      sha256,
      file: null,
      handle: this.handle,
    };
    await keep(this.kept, file);
    await this.send(file, this.kept);
  }

  private async goOn(): Promise<void> {
    const kept = this.kept;
    if (kept === null) return this.go();
    this.next = () => this.goOn();
    const stands = await stateOf(kept.id);
    if (stands === null) return this.anew();
    if (stands.upload.state === "complete") return this.arrived(stands.upload.sha256 ?? "", false);
    this.tell({ sentBytes: stands.sentBytes });
    this.file ??= kept.file ?? (await readable(kept.handle));
    if (this.file === null) return this.tell({ phase: "needs_file" });
    this.hash(this.file);
    await this.send(this.file, kept);
  }

  private async send(file: File, kept: Kept): Promise<void> {
    await file.slice(0, 1).arrayBuffer(); // throws when the file was changed on its disk: no line is to blame then
    const { sendFile } = await import("./sending");
    this.sending?.stop();
    this.samples = [];
    this.next = () => this.goOn();
    this.tell({ phase: "sending" });
    const hash = this.hash(file);
    this.sending = sendFile(file, kept, hash, {
      progress: (sentBytes) => this.progressed(sentBytes),
      verifying: () => this.tell({ phase: "verifying", sentBytes: kept.bytes, leftS: null, bytesPerS: 0 }),
      done: (sha256) => void this.attempt(() => this.arrived(sha256, false)),
      failed: (error) => this.failed(error),
    });
    // Whose hash was known at the beginning is certainly not here: the server was asked then.
    if (kept.sha256 === null) void this.stopWhenHere(hash);
  }

  /** The bytes turn out to lie there already: nothing more needs to be sent. */
  private async stopWhenHere(hash: Promise<string>): Promise<void> {
    try {
      const sha256 = await hash;
      if (itemOf(this.key)?.phase !== "sending" || !(await isHere(sha256))) return;
      this.sending?.stop();
      await this.attempt(() => this.arrived(sha256, true));
    } catch (error) {
      if (error instanceof Error && error.name !== "AbortError") this.failed(error);
    }
  }

  private async arrived(sha256: string, known: boolean): Promise<void> {
    this.next = () => this.arrived(sha256, known);
    const totalBytes = itemOf(this.key)?.totalBytes ?? 0;
    this.tell({ phase: "verifying", sentBytes: totalBytes, bytesPerS: 0, leftS: null });
    try {
      await attach(this.goal, sha256);
    } catch (error) {
      if (!isRefusal(error)) throw error;
      return this.tell({ phase: "failed", why: error.sentence }); // the bytes are here; their row says no
    }
    this.tell({ phase: "done", sha256, known, why: null });
    await this.forgetIt({ onServer: known });
  }

  private async anew(): Promise<void> {
    await this.forgetIt({ onServer: true });
    if (this.file === null) return this.tell({ phase: "needs_file", sentBytes: 0, why: { key: "why.gone" } });
    await this.go();
  }

  private async forgetIt({ onServer }: Readonly<{ onServer: boolean }>): Promise<void> {
    const kept = this.kept;
    this.kept = null;
    if (kept === null) return;
    await forget(kept.id);
    if (onServer) await giveUp(kept.id);
    letGo(kept.id);
  }

  private hash(file: File): Promise<string> {
    this.hashing ??= hashOf(file, (hashedBytes) => this.tell({ hashedBytes }), this.givenUp.signal);
    this.hashing.catch(() => undefined); // whoever waits for it hears of it; until then nobody must
    return this.hashing;
  }

  private progressed(sentBytes: number): void {
    if (itemOf(this.key)?.phase !== "sending") return;
    this.failures = 0;
    this.samples = withSample(this.samples, { atMs: performance.now(), bytes: sentBytes });
    this.tell({ sentBytes, ...paceOf(this.samples, this.file?.size ?? 0) });
  }

  private async attempt(step: () => Promise<void>): Promise<void> {
    this.next = step;
    try {
      await step();
    } catch (error) {
      if (error instanceof Error) this.failed(error);
      else throw error;
    }
  }

  private failed(error: Error): void {
    if (AT_REST.includes(itemOf(this.key)?.phase ?? "done") || this.timer !== null) return;
    this.failures += 1;
    this.sending?.stop();
    const verdict = verdictOn(error, this.failures);
    if (verdict.kind === "anew") void this.attempt(() => this.anew());
    else if (verdict.kind === "wait") this.waitFor(verdict.ms);
    else {
      if (verdict.anew) this.next = () => this.anew();
      this.tell({ phase: "failed", why: verdict.why, ...STANDING });
    }
  }

  private waitFor(ms: number): void {
    this.tell({ phase: "waiting", why: null, ...STANDING });
    this.timer = setTimeout(() => {
      this.timer = null;
      void this.attempt(this.next);
    }, ms);
  }

  private stopWaiting(): void {
    if (this.timer !== null) clearTimeout(this.timer);
    this.timer = null;
  }

  private mustHaveFile(): File {
    if (this.file === null) throw new Error("an upload without its file");
    return this.file;
  }

  private tell(changed: Partial<UploadItem>): void {
    change(this.key, changed);
  }
}

/** Phases that end only by what a person does. */
const AT_REST: readonly Phase[] = ["paused", "needs_file", "refused", "failed", "done"];
const STANDING = { bytesPerS: 0, leftS: null } as const;
