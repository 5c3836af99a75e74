/** What can be done with a class now, the most likely first: bring it, go on bringing it, learn it, dance it. */

import type { Listed } from "@eightcount/runtime";
import { IconDownload, IconPlayerPause, IconPlayerPlay, IconSchool } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import { Button } from "../app/parts";
import { language } from "../i18n";
import type { Download, Follower } from "./follower";
import { useNetToBring } from "./useNetToBring";
import { inMegabytes, isTakenBack } from "./words";

export interface ActionsProps {
  readonly listed: Listed;
  readonly download: Download | undefined;
  readonly follower: Follower;
}

export function Actions({ listed, download, follower }: ActionsProps) {
  const { t } = useTranslation("classes");
  const { classId, inUse, isCurrent } = listed;
  return (
    <>
      {inUse && (
        <Button kind="main" to={`/c/${classId}/dance`} icon={<IconPlayerPlay aria-hidden />}>
          {t("dance")}
        </Button>
      )}
      {inUse && (
        <Button to={`/c/${classId}/learn`} icon={<IconSchool aria-hidden />}>
          {t("learn")}
        </Button>
      )}
      {download && (
        <Button onClick={() => follower.stop(classId)} icon={<IconPlayerPause aria-hidden />}>
          {t("stop")}
        </Button>
      )}
      {!download && !isCurrent && listed.shown && <Bring listed={listed} follower={follower} />}
    </>
  );
}

function Bring({ listed, follower }: { readonly listed: Listed; readonly follower: Follower }) {
  const { t } = useTranslation("classes");
  const size = inMegabytes(listed.totalBytes - listed.hereBytes, language());
  const netBytes = useNetToBring();
  const isBegun = listed.halfBytes > 0;
  const first = isBegun ? t("goOn", { size }) : t("bring", { size });
  const again = isTakenBack(listed) ? t("goBack", { size }) : t("update", { size });
  return (
    <Button
      kind={listed.inUse ? "plain" : "main"}
      icon={<IconDownload aria-hidden />}
      onClick={() => {
        void navigator.storage?.persist?.(); // asked when it matters; where it is refused the class comes all the same
        void follower.bring(listed.classId);
      }}
    >
      {listed.inUse ? again : first}
      {!listed.inUse && netBytes !== null && (
        <small className="classes-net">{t("netToo", { net: inMegabytes(netBytes, language()) })}</small>
      )}
    </Button>
  );
}
