import { api, told } from "@eightcount/api";
import { Button, List, Stack, Text } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { Refused } from "../app/Refused";
import { useClass } from "../classes/useClass";

type Props = Readonly<{ from: number; to: number }>;

/** The beats that a save moved, added and removed; asked for when somebody wants to see them. */
export function BeatsChanged({ from, to }: Props) {
  const { t } = useTranslation("publish");
  const { slug } = useClass();
  const [open, setOpen] = useState(false);
  const diff = useQuery({
    queryKey: ["beats-diff", slug, from, to],
    enabled: open,
    staleTime: Number.POSITIVE_INFINITY, // revisions never change
    queryFn: () =>
      told(
        api.GET("/api/v1/classes/{class_name}/beats/diff", {
          params: { path: { class_name: slug }, query: { from, to } },
        }),
      ),
  });
  if (!open) {
    return (
      <Button variant="subtle" size="compact-xs" w="fit-content" onClick={() => setOpen(true)}>
        {t("history.showBeats")}
      </Button>
    );
  }
  const at = (seconds: number) => seconds.toFixed(3);
  return (
    <Stack gap={4} role="status">
      <Refused error={diff.error} />
      {diff.data && (
        <>
          <Text size="xs" lang="en">
            {diff.data.sentence}
          </Text>
          <List size="xs" style={{ fontVariantNumeric: "tabular-nums" }}>
            {diff.data.moved.map(({ index, from_s, to_s }) => (
              <List.Item key={index}>{t("history.moved", { at: at(from_s), to: at(to_s) })}</List.Item>
            ))}
            {diff.data.added.map((seconds) => (
              <List.Item key={`+${seconds}`}>{t("history.added", { at: at(seconds) })}</List.Item>
            ))}
            {diff.data.removed.map((seconds) => (
              <List.Item key={`-${seconds}`}>{t("history.removed", { at: at(seconds) })}</List.Item>
            ))}
          </List>
        </>
      )}
    </Stack>
  );
}
