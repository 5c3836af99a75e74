import { api, told } from "@eightcount/api";
import { Stack, Text, Title } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";

/** All classes, where each stands, and the next thing to do. */
export function Board() {
  const { t } = useTranslation("board");
  const classes = useQuery({ queryKey: ["classes"], queryFn: () => told(api.GET("/api/v1/classes")) });
  return (
    <Stack>
      <Title order={1}>{t("title")}</Title>
      {classes.data?.items.map((item) => (
        <Text key={item.id}>{item.slug}</Text>
      ))}
    </Stack>
  );
}
