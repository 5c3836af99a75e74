import { Button, Image, Paper, Stack, Title } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { useParams } from "react-router";
import { Waiting } from "../app/Waiting";
import { useAccount } from "../session/session";
import { FilePlace } from "../uploads/FilePlace";
import { RowForm } from "./RowForm";
import { RowFrame, RowMissing } from "./RowFrame";
import { contentOf, type Dancer, useDancer, useEditDancer, type WithETag } from "./rows";
import { UsedBy } from "./UsedBy";

/** One dancer: name, profile, picture, classes. */
export function DancerPage() {
  const { t } = useTranslation("catalogue");
  const { id = "" } = useParams();
  const dancer = useDancer(id);
  const edit = useEditDancer();
  if (dancer.data === undefined) return dancer.error ? <RowMissing error={dancer.error} /> : <Waiting />;
  const fields = [
    { name: "name", label: t("dancer.name"), required: true },
    { name: "profile", label: t("dancer.profile"), hint: t("dancer.profileHint"), long: true },
  ] as const;
  return (
    <RowFrame
      back={{ to: "/dancers", label: t("backDancers") }}
      title={dancer.data.row.name}
      main={
        <RowForm
          key={id}
          fields={fields}
          read={dancer.data}
          readAgain={async () => (await dancer.refetch({ throwOnError: true })).data?.etag ?? ""}
          saving={{ ...edit, mutate: (given, done) => edit.mutate({ id, ...given }, { onSuccess: done }) }}
        />
      }
      side={
        <>
          <Picture read={dancer.data} />
          <UsedBy dancer_id={id} />
        </>
      }
    />
  );
}

function Picture({ read: { row, etag } }: Readonly<{ read: WithETag<Dancer> }>) {
  const { t } = useTranslation("catalogue");
  const may = useAccount().scopes.includes("author");
  const edit = useEditDancer();
  return (
    <Paper withBorder p="md" component="section" aria-label={t("dancer.picture")}>
      <Stack gap="xs">
        <Title order={2} size="h5">
          {t("dancer.picture")}
        </Title>
        {row.picture && (
          <Image src={contentOf(row.picture)} alt={row.name} h={220} fit="contain" radius="md" />
        )}
        {may && (
          <FilePlace
            goal={{ kind: "picture", dancerId: row.id }}
            label={t(row.picture ? "dancer.newPicture" : "dancer.addPicture")}
          />
        )}
        {may && row.picture && (
          <Button
            size="compact-xs"
            variant="subtle"
            color="red"
            w="fit-content"
            onClick={() => edit.mutate({ id: row.id, etag, body: { picture: null } })}
          >
            {t("dancer.noPicture")}
          </Button>
        )}
      </Stack>
    </Paper>
  );
}
