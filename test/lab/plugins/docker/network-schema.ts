// Stands in for the official docker plugin 5.2.0: Network's properties and the Docker Engine API's names for them.
import type { Properties } from "../../../../provider/plugin-server.ts";

/** What the API says about a network. */
export interface NetworkInspect {
  Id: string;
  Name: string;
  Driver: string;
  Scope: string;
  Internal: boolean;
  Attachable: boolean;
  Ingress: boolean;
  EnableIPv6: boolean;
  IPAM: { Driver: string; Options: Record<string, string> | null; Config: IpamConfig[] | null };
  Options: Record<string, string> | null;
  Labels: Record<string, string> | null;
}

interface IpamConfig {
  Subnet?: string;
  IPRange?: string;
  Gateway?: string;
  AuxiliaryAddresses?: Record<string, string>;
}

/** The body of the API's "create a network". */
export function createRequest(inputs: Properties): object {
  const configs = (inputs.ipamConfigs ?? []) as Properties[];
  return {
    Name: inputs.name,
    CheckDuplicate: true,
    Driver: inputs.driver ?? "bridge",
    Internal: inputs.internal ?? false,
    Attachable: inputs.attachable ?? false,
    Ingress: inputs.ingress ?? false,
    EnableIPv6: inputs.ipv6 ?? false,
    Options: inputs.options ?? {},
    Labels: Object.fromEntries(((inputs.labels ?? []) as Properties[]).map(({ label, value }) => [label, value])),
    IPAM: {
      Driver: inputs.ipamDriver ?? "default",
      Options: inputs.ipamOptions ?? {},
      Config: configs.map(({ subnet, ipRange, gateway, auxAddress }) => ({
        Subnet: subnet,
        IPRange: ipRange,
        Gateway: gateway,
        AuxiliaryAddresses: auxAddress,
      })),
    },
  };
}

/** A network in the words of the resource's schema. */
export function networkOutputs(network: NetworkInspect): Properties {
  return {
    name: network.Name,
    driver: network.Driver,
    scope: network.Scope,
    internal: network.Internal,
    attachable: network.Attachable,
    ingress: network.Ingress,
    ipv6: network.EnableIPv6,
    options: network.Options ?? {},
    labels: Object.entries(network.Labels ?? {}).map(([label, value]) => ({ label, value })),
    ipamDriver: network.IPAM.Driver,
    ipamOptions: network.IPAM.Options ?? {},
    ipamConfigs: (network.IPAM.Config ?? []).map(({ Subnet, IPRange, Gateway, AuxiliaryAddresses }) => ({
      ...(Subnet ? { subnet: Subnet } : {}),
      ...(IPRange ? { ipRange: IPRange } : {}),
      ...(Gateway ? { gateway: Gateway } : {}),
      ...(AuxiliaryAddresses ? { auxAddress: AuxiliaryAddresses } : {}),
    })),
  };
}
