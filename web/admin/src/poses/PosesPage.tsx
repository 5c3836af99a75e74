import { Skeleton, Stack } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { NotOpen } from "../app/NotOpen";
import { Preparing } from "../classes/Preparing";
import { useReviewed } from "./material";
import "./poses.css";
import { Review } from "./Review";

const AWAITED = ["probe", "pose_scan", "pose_extract"];

/** Whether the dancer was seen as she danced: every frame, and every point that is judged. */
export function PosesPage() {
  const { material, reviewed, points, loading, fault, again } = useReviewed();
  if (material !== null && reviewed !== null)
    return <Review key={reviewed.videoUrl} files={material.files} reviewed={reviewed} points={points} />;
  if (fault !== null) return <NotOpen fault={fault} again={again} />;
  if (material !== null && !loading) return <Preparing steps={AWAITED} />;
  return <Opening />;
}

function Opening() {
  const { t } = useTranslation("shell");
  return (
    <Stack gap="sm" role="status" aria-label={t("loading")}>
      <Skeleton h={480} />
      <Skeleton h={260} />
    </Stack>
  );
}
