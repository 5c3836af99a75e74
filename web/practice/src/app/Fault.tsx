/** A screen that cannot be shown says so, instead of a blank page. */

import { Component, type ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { useRouteError } from "react-router";
import { Button, Trouble } from "./parts";

interface FaultState {
  readonly fault: Error | null;
}

export class Fault extends Component<{ readonly children: ReactNode }, FaultState> {
  override readonly state: FaultState = { fault: null };

  static getDerivedStateFromError(fault: unknown): FaultState {
    return { fault: fault instanceof Error ? fault : new Error(String(fault)) };
  }

  override render(): ReactNode {
    return this.state.fault ? <Broken fault={this.state.fault} /> : this.props.children;
  }
}

/** The same for what the router could not load or show. */
export function RouteFault() {
  const fault = useRouteError();
  return <Broken fault={fault instanceof Error ? fault : new Error(String(fault))} />;
}

function Broken({ fault }: { readonly fault: Error }) {
  const { t } = useTranslation("app");
  return (
    <Trouble
      title="Eightcount"
      sentence={t("broken")}
      again={{ label: t("again"), onClick: () => location.reload() }}
      others={<Button onClick={() => location.assign(import.meta.env.BASE_URL)}>{t("toCatalogue")}</Button>}
    >
      <p>{fault.message}</p>
    </Trouble>
  );
}
