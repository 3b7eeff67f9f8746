using System.Net;
using System.Net.Sockets;

namespace Gateway.Core.Webhooks;

/// <summary>Which addresses a webhook may be sent to: public ones, and what an operator has allow-listed. The table is our own, because the
/// framework knows neither 100.64/10 nor the ranges that carry an IPv4 address inside an IPv6 one.
/// IANA IPv4 and IPv6 Special-Purpose Address Registries (RFC 6890).</summary>
public sealed class AddressGuard
{
    private static readonly IPNetwork[] Closed =
    [
        .. new[]
        {
            "0.0.0.0/8",          // this host; Linux dials itself. RFC 1122 §3.2.1.3
            "10.0.0.0/8",         // private. RFC 1918
            "100.64.0.0/10",      // shared by carriers; some clouds keep metadata there. RFC 6598
            "127.0.0.0/8",        // loopback
            "168.63.129.16/32",   // Azure's host agent
            "169.254.0.0/16",     // link-local, cloud metadata. RFC 3927
            "172.16.0.0/12",      // private. RFC 1918
            "192.0.0.0/24",       // protocol assignments. RFC 6890
            "192.0.2.0/24",       // documentation. RFC 5737
            "192.88.99.0/24",     // 6to4 relays. RFC 7526
            "192.168.0.0/16",     // private. RFC 1918
            "198.18.0.0/15",      // benchmarks. RFC 2544
            "198.51.100.0/24",    // documentation
            "203.0.113.0/24",     // documentation
            "224.0.0.0/4",        // multicast. RFC 5771
            "240.0.0.0/4",        // reserved and broadcast. RFC 1112 §4
            "2001::/23",          // Teredo, ORCHID, benchmarks. RFC 2928
            "2001:db8::/32",      // documentation. RFC 3849
            "2002::/16",          // 6to4 carries an IPv4 address. RFC 3056
            "3fff::/20",          // documentation. RFC 9637
        }.Select(IPNetwork.Parse),
    ];

    /// <summary>Of IPv6 only global unicast is public; loopback, NAT64 (64:ff9b::/96, 64:ff9b:1::/48), IPv4-compatible, unique-local,
    /// link-local, site-local and multicast addresses all lie outside. RFC 4291 §2.4.</summary>
    private static readonly IPNetwork GlobalUnicast = IPNetwork.Parse("2000::/3");

    private readonly IPNetwork[] allowed;

    public AddressGuard(IEnumerable<IPNetwork> allowedNetworks) => allowed = [.. allowedNetworks];

    /// <summary>Whether anything beyond the public network is open at all.</summary>
    public bool AllowsAny => allowed.Length > 0;

    /// <summary>Whether a webhook may be sent there.</summary>
    public bool Allows(IPAddress address) => IsAllowListed(address) || IsPublic(address);

    /// <summary>Whether an operator has opened this address; plain http goes only there.</summary>
    public bool IsAllowListed(IPAddress address)
    {
        var plain = Plain(address);
        return allowed.Any(network => network.Contains(plain));
    }

    /// <summary>Whether an address is part of the public network.</summary>
    public static bool IsPublic(IPAddress address)
    {
        var plain = Plain(address);
        return plain.AddressFamily switch
        {
            AddressFamily.InterNetwork => !Array.Exists(Closed, network => network.Contains(plain)),
            AddressFamily.InterNetworkV6 => plain.ScopeId == 0 && GlobalUnicast.Contains(plain) && !Array.Exists(Closed, network => network.Contains(plain)),
            _ => false,
        };
    }

    // ::ffff:10.0.0.1 is 10.0.0.1 in another spelling. RFC 4291 §2.5.5.2.
    private static IPAddress Plain(IPAddress address) => address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address;
}
