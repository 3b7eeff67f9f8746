using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.HttpOverrides;

namespace Gateway.Web;

/// <summary>Whose word is taken for the client's address and scheme.</summary>
public sealed class ProxyOptions
{
    public const string Section = "Gateway";

    /// <summary>Addresses or CIDR ranges of proxies whose X-Forwarded-For, -Proto and -Host are believed; nobody's unless named.</summary>
    public IReadOnlyList<string> TrustedProxies { get; set; } = [];

    internal bool IsValid() => TrustedProxies.All(proxy => TryParse(proxy, out _));

    internal ForwardedHeadersOptions ToForwardedHeaders()
    {
        var forwarded = new ForwardedHeadersOptions { ForwardedHeaders = ForwardedHeaders.XForwardedFor | ForwardedHeaders.XForwardedProto | ForwardedHeaders.XForwardedHost };
        forwarded.KnownIPNetworks.Clear();
        forwarded.KnownProxies.Clear();
        foreach (var proxy in TrustedProxies)
        {
            if (TryParse(proxy, out var network))
            {
                forwarded.KnownIPNetworks.Add(network);
            }
        }

        return forwarded;
    }

    private static bool TryParse(string text, out System.Net.IPNetwork network)
    {
        if (IPAddress.TryParse(text, out var address))
        {
            network = new System.Net.IPNetwork(address, address.AddressFamily == System.Net.Sockets.AddressFamily.InterNetwork ? 32 : 128);
            return true;
        }

        return System.Net.IPNetwork.TryParse(text, out network);
    }
}
