import { Skeleton, Stack } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { NotOpen } from "../app/NotOpen";
import { Preparing } from "../classes/Preparing";
import { useClass } from "../classes/useClass";
import { type Material, useMaterial } from "../classes/useMaterial";
import "./alignment.css";
import { BenchContext } from "./context";
import { type Held, useHeld } from "./held";
import { useOpenedBench } from "./useOpenedBench";
import { Workbench } from "./Workbench";

const AWAITED = ["probe", "audio_align", "song_preview", "take_preview"];

/** Whether the song lies where it should in the take: seen, heard, and decided by a person. */
export function AlignmentPage() {
  const material = useMaterial();
  const held = useHeld();
  if (material.data !== undefined) return <Prepared material={material.data} held={held} />;
  if (material.isError) return <NotOpen fault={material.error} again={() => void material.refetch()} />;
  return <Opening />;
}

function Prepared({ material, held }: Readonly<{ material: Material; held: Held }>) {
  const { row } = useClass();
  const refused = held.kind === "missing" && material.failures.some(({ step }) => step === "audio_align");
  const looked = held.kind === "shown" || refused || row.next !== "wait";
  const { bench, fault, again } = useOpenedBench(material, held);
  const ready = material.files["song.wav"] !== undefined && material.files["media.json"] !== undefined;
  if (!ready || !looked) return <Preparing steps={AWAITED} />;
  if (fault !== null) return <NotOpen fault={fault} again={again} />;
  if (bench === null) return <Opening />;
  return (
    <BenchContext value={bench}>
      <Workbench material={material} held={held} refused={refused} />
    </BenchContext>
  );
}

function Opening() {
  const { t } = useTranslation("shell");
  return (
    <Stack gap="sm" role="status" aria-label={t("loading")}>
      <Skeleton h={76} />
      <Skeleton h={54} />
      <Skeleton h={290} />
    </Stack>
  );
}
