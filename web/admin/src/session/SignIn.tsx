import { api, ProblemError, told } from "@eightcount/api";
import {
  Alert,
  Button,
  Card,
  Center,
  Code,
  Group,
  Image,
  PasswordInput,
  SegmentedControl,
  Stack,
  Text,
  TextInput,
  Title,
} from "@mantine/core";
import { useForm } from "@mantine/form";
import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { Navigate, useSearchParams } from "react-router";
import { LANGUAGES, type Language, speak } from "../i18n";
import { useSession, useSignIn } from "./session";

const FIRST_COMMAND = ".venv/bin/eightcount account create NAME --role admin";

/** The way in: a login and a password, or the organisation's own sign-in. */
export function SignIn() {
  const { t } = useTranslation("session");
  const [search] = useSearchParams();
  const session = useSession();
  const ways = useQuery({ queryKey: ["ways"], queryFn: () => told(api.GET("/api/v1/session/ways")) });
  if (session.data) return <Navigate to={withinAdmin(search.get("next"))} replace />;
  return (
    <Center mih="100vh" p="md" component="main">
      <Card withBorder w="24rem" padding="xl">
        <Stack>
          <Group>
            <Image src="/admin/mark.svg" w={36} h={36} alt="" />
            <Title order={1} size="h2">
              {t("title")}
            </Title>
          </Group>
          {ways.data?.first && <NobodyYet />}
          <PasswordForm />
          {ways.data?.oidc && (
            <Button component="a" href={ways.data.oidc.url} variant="default">
              {t("with", { name: ways.data.oidc.name })}
            </Button>
          )}
          <LanguageChoice />
        </Stack>
      </Card>
    </Center>
  );
}

function PasswordForm() {
  const { t } = useTranslation("session");
  const signIn = useSignIn();
  const form = useForm({ initialValues: { login: "", password: "" } });
  return (
    <form onSubmit={form.onSubmit((given) => signIn.mutate(given))}>
      <Stack>
        {signIn.error && (
          <Alert color="red" role="alert">
            {signIn.error instanceof ProblemError ? signIn.error.sentence : t("shell:unreachable")}
          </Alert>
        )}
        <TextInput label={t("login")} autoComplete="username" required {...form.getInputProps("login")} />
        <PasswordInput
          label={t("password")}
          autoComplete="current-password"
          required
          visibilityToggleButtonProps={{ "aria-label": t("showPassword"), tabIndex: 0 }}
          {...form.getInputProps("password")}
        />
        <Button type="submit" loading={signIn.isPending}>
          {t("signIn")}
        </Button>
      </Stack>
    </form>
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

/** Where to go on: only an address of the admin itself. */
function withinAdmin(next: string | null): string {
  return next?.startsWith("/") && !next.startsWith("//") ? next : "/";
}
