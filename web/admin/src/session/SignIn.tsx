import {
  Alert,
  Card,
  Center,
  Code,
  Group,
  Image,
  Loader,
  SegmentedControl,
  Stack,
  Text,
  Title,
} from "@mantine/core";
import { useDocumentTitle } from "@mantine/hooks";
import { useTranslation } from "react-i18next";
import { Navigate, useSearchParams } from "react-router";
import { LANGUAGES, type Language, speak } from "../i18n";
import { withinAdmin } from "./next";
import { OidcWay, useWays } from "./OidcWay";
import { PasswordForm } from "./PasswordForm";
import { keptPlace } from "./place";
import { useSession } from "./session";

const FIRST_COMMAND = ".venv/bin/eightcount account create LOGIN --name NAME --role admin";

/** The way in: a login and a password, or the organisation's own sign-in. */
export function SignIn() {
  const { t } = useTranslation("session");
  useDocumentTitle(t("pageTitle"));
  const [search] = useSearchParams();
  const session = useSession();
  const next = withinAdmin(search.get("next") ?? keptPlace());
  if (session.data) return <Navigate to={next} replace />;
  return (
    <Center mih="100vh" p="md" component="main">
      <Stack w="24rem" maw="100%">
        <Card withBorder padding="xl" shadow="sm">
          <Stack>
            <Group>
              <Image src="/admin/mark.svg" w={36} h={36} alt="" />
              <Title order={1} size="h2">
                {t("title")}
              </Title>
            </Group>
            {search.has("failed") && (
              <Alert color="red" role="alert">
                {t([`failed.${search.get("failed")}`, "failed.other"])}
              </Alert>
            )}
            <Ways next={next} />
          </Stack>
        </Card>
        <LanguageChoice />
      </Stack>
    </Center>
  );
}

/** What the server offers; it is asked first, so that nothing moves when the answer comes. */
function Ways({ next }: Readonly<{ next: string }>) {
  const { t } = useTranslation("session");
  const ways = useWays();
  if (ways.isPending) {
    return (
      <Center mih="13rem" role="status" aria-label={t("shell:loading")}>
        <Loader size="sm" />
      </Center>
    );
  }
  const oidc = ways.data?.oidc ?? null;
  return (
    <>
      {ways.data?.first === true && <NobodyYet />}
      {ways.data?.password !== false && <PasswordForm />}
      {oidc !== null && <OidcWay way={oidc} next={next} />}
    </>
  );
}

function NobodyYet() {
  const { t } = useTranslation("session");
  return (
    <Alert>
      <Stack gap="xs">
        <Text size="sm">{t("nobodyYet")}</Text>
        <Code block>{FIRST_COMMAND}</Code>
      </Stack>
    </Alert>
  );
}

function LanguageChoice() {
  const { t, i18n } = useTranslation("shell");
  return (
    <SegmentedControl
      aria-label={t("language.label")}
      value={i18n.language}
      onChange={(language) => void speak(language as Language)}
      data={LANGUAGES.map((value) => ({ value, label: t(`language.${value}`) }))}
    />
  );
}
