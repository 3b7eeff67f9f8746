using System.Text;

namespace Gateway.Core.Directories;

/// <summary>The credential that a request carries, however its sender spells it (okta.md §2.2): <c>Bearer x</c> in any case, <c>Bearer Bearer x</c>, <c>x</c>
/// alone, or Basic with the directory's slug as user name.</summary>
/// <param name="Secret">What is looked up.</param>
/// <param name="UserName">Basic only: must be the directory's slug.</param>
/// <param name="Note">What the journal says about an odd spelling.</param>
internal readonly record struct AuthorizationHeader(string Secret, string? UserName, string? Note)
{
    public const string WithoutScheme = "The token was sent without the Bearer prefix.";
    public const string Doubled = "The token was sent with the Bearer prefix doubled.";
    public const int MaximumLength = 4096;
    private const string Bearer = "Bearer";
    private const string Basic = "Basic";

    /// <summary>Null when there is nothing that could be a credential.</summary>
    public static AuthorizationHeader? Read(string? header)
    {
        if (header is null || header.Length > MaximumLength)
        {
            return null;
        }

        var text = header.AsSpan().Trim();
        if (Strip(ref text, Basic))
        {
            return ReadBasic(text);
        }

        var prefixes = 0;
        while (Strip(ref text, Bearer))
        {
            prefixes++;
        }

        if (text.IsEmpty || text.ContainsAny(' ', '\t'))
        {
            return null;
        }

        return new AuthorizationHeader(text.ToString(), null, prefixes switch { 0 => WithoutScheme, 1 => null, _ => Doubled });
    }

    private static AuthorizationHeader? ReadBasic(ReadOnlySpan<char> encoded)
    {
        var bytes = new byte[MaximumLength];
        if (!Convert.TryFromBase64Chars(encoded, bytes, out var length))
        {
            return null;
        }

        var pair = Encoding.UTF8.GetString(bytes, 0, length);
        var colon = pair.IndexOf(':', StringComparison.Ordinal);
        return colon > 0 && colon < pair.Length - 1 ? new AuthorizationHeader(pair[(colon + 1)..], pair[..colon], null) : null;
    }

    /// <summary>Takes a scheme and the spaces after it away; a scheme alone leaves nothing.</summary>
    private static bool Strip(ref ReadOnlySpan<char> text, string scheme)
    {
        if (!text.StartsWith(scheme, StringComparison.OrdinalIgnoreCase) || (text.Length > scheme.Length && text[scheme.Length] is not (' ' or '\t')))
        {
            return false;
        }

        text = text[scheme.Length..].Trim();
        return true;
    }
}
