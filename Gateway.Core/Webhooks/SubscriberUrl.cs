using System.Net;

namespace Gateway.Core.Webhooks;

/// <summary>What a subscriber's address must look like. Nothing is sent and no name is resolved here; the address that is dialled is
/// checked again at every connection.</summary>
internal static class SubscriberUrl
{
    private const int MaximumLength = 2048;

    /// <summary>The address as it will be used, or the reason against it.</summary>
    public static WebhookError? Check(string? text, AddressGuard guard)
    {
        if (string.IsNullOrWhiteSpace(text))
        {
            return Refuse("url is missing: give the https address that receives the webhooks.");
        }

        if (text.Length > MaximumLength || text.Any(character => char.IsControl(character) || char.IsWhiteSpace(character) || character == '\\'))
        {
            return Refuse($"url must be at most {MaximumLength} characters without spaces, backslashes or control characters.");
        }

        if (!Uri.TryCreate(text, UriKind.Absolute, out var uri) || uri.Scheme is not ("https" or "http") || uri.Host.Length == 0)
        {
            return Refuse("url must be an absolute https address, e.g. https://app.example.com/webhooks.");
        }

        if (uri.UserInfo.Length > 0 || text.AsSpan(0, text.IndexOfAny(['/', '?', '#'], uri.Scheme.Length + 3) is var end and >= 0 ? end : text.Length).Contains('@'))
        {
            return Refuse("url must not contain a user name or password: deliveries are authenticated by their signature.");
        }

        if (text.Contains('#', StringComparison.Ordinal))
        {
            return Refuse("url must not contain a fragment (#…): it would never be sent.");
        }

        return CheckHost(uri, guard);
    }

    private static WebhookError? CheckHost(Uri uri, AddressGuard guard)
    {
        var host = uri.IdnHost.TrimEnd('.');
        if (Literal(host) is { } address)
        {
            if (!guard.Allows(address))
            {
                return Refuse("url points to an address that is not on the public network: use a public address, or add its network to Gateway:Webhooks:AllowedNetworks.");
            }

            return uri.Scheme == "https" || guard.IsAllowListed(address) ? null : Refuse(PlainHttp);
        }

        if (uri.Scheme == "http" && !guard.AllowsAny)
        {
            return Refuse(PlainHttp);
        }

        return null;
    }

    private const string PlainHttp = "url must be https: plain http is only accepted towards a network listed in Gateway:Webhooks:AllowedNetworks.";

    private static IPAddress? Literal(string host)
    {
        if (host.Equals("localhost", StringComparison.OrdinalIgnoreCase) || host.EndsWith(".localhost", StringComparison.OrdinalIgnoreCase))
        {
            return IPAddress.Loopback; // RFC 6761 §6.3
        }

        return IPAddress.TryParse(host.Trim('[', ']'), out var address) ? address : null;
    }

    private static WebhookError Refuse(string detail) => WebhookError.Invalid("url", detail);
}
