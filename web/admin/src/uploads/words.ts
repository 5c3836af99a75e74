/** An upload in words of the person's language. */
import { useTranslation } from "react-i18next";
import { clockTime } from "../classes/durations";
import type { Phase, UploadItem, Why } from "./item";

/** How much of the file has arrived, percent. */
export function percent(item: Pick<UploadItem, "sentBytes" | "totalBytes">): number {
  return item.totalBytes === 0 ? 0 : Math.min(100, Math.floor((item.sentBytes / item.totalBytes) * 100));
}

/** 4_200_000 -> "4.2 MB". */
export function bytesInWords(bytes: number, language: string): string {
  const [divisor, unit] = UNITS.find(([least]) => bytes >= least) ?? [1, "byte"];
  const digits = bytes / divisor < 10 && divisor > 1 ? 1 : 0;
  const how = { style: "unit", unit, unitDisplay: "short", maximumFractionDigits: digits } as const;
  return new Intl.NumberFormat(language, how).format(bytes / divisor);
}

const UNITS = [
  [1e9, "gigabyte"],
  [1e6, "megabyte"],
  [1e3, "kilobyte"],
] as const;

/** A reason in the person's language; the server's sentences are as they are. */
export function useWhy(why: Why | null): string | null {
  const { t } = useTranslation("uploads");
  return why === null || typeof why === "string" ? why : t(why.key, why.figures ?? {});
}

type Words = Readonly<{ standing: string; why: string | null }>;

export function useWordsOf(item: UploadItem): Words {
  const { t, i18n } = useTranslation("uploads");
  const why = useWhy(item.why);
  if (item.phase === "refused" || item.phase === "failed") {
    return { standing: why ?? t("phase.failed"), why: null };
  }
  const size = (bytes: number) => bytesInWords(bytes, i18n.language);
  const phase = item.phase === "done" && item.known ? "known" : item.phase;
  const standing = [
    t(`phase.${phase}`, { percent: percent(item) }),
    PARTLY_HERE.includes(item.phase) && t("sent", { percent: percent(item), total: size(item.totalBytes) }),
    item.bytesPerS > 0 && t("speed", { bytes: size(item.bytesPerS) }),
    item.leftS !== null && t("left", { time: clockTime(item.leftS) }),
    isBeingHashed(item) && t("hashing", { percent: percent({ ...item, sentBytes: item.hashedBytes }) }),
  ];
  return { standing: standing.filter((piece) => piece !== false).join(" · "), why };
}

const PARTLY_HERE: readonly Phase[] = ["sending", "paused", "waiting"];
const isBeingHashed = (item: UploadItem) =>
  item.phase === "verifying" && item.hashedBytes > 0 && item.hashedBytes < item.totalBytes;
