import { api, type Shape, told } from "@eightcount/api";
import { Button, Divider } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { keepPlace } from "./place";

/** How people can sign in at this server. */
export function useWays() {
  return useQuery({ queryKey: ["session", "ways"], queryFn: () => told(api.GET("/api/v1/session/ways")) });
}

type Props = Readonly<{ way: NonNullable<Shape<"WaysShown">["oidc"]>; next: string | null }>;

/** The organisation's own sign-in. Without `next` it opens in a tab of its own, and this page stays. */
export function OidcWay({ way, next }: Props) {
  const { t } = useTranslation("session");
  const where = next === null ? { target: "_blank", rel: "noopener" } : { onClick: () => keepPlace(next) };
  return (
    <>
      <Divider label={t("or")} />
      <Button component="a" href={way.url} variant="default" {...where}>
        {t("with", { name: way.name })}
      </Button>
    </>
  );
}
