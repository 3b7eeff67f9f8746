using System.Text;
using System.Text.RegularExpressions;
using Gateway.Core.Directories;
using Gateway.Core.Ids;

namespace Gateway.Core.Requests;

/// <summary>A request's path and query without what may name people: the gateway's own words, ids and attribute names stay, values go.</summary>
public static partial class RequestPath
{
    private const string Gone = "…";
    private const int MaximumLength = 600;

    private static readonly HashSet<string> Words = new(StringComparer.OrdinalIgnoreCase)
    {
        "scim", "v2", "Users", "Groups", "Me", "Bulk", "Schemas", "ResourceTypes", "ServiceProviderConfig", ".search",
    };

    /// <param name="path">The decoded path.</param>
    /// <param name="query">The query as sent, with or without its question mark; may be null.</param>
    public static string Redact(string path, string? query)
    {
        var segments = path.Split('/');
        var text = new StringBuilder();
        for (var i = 0; i < segments.Length && text.Length < MaximumLength; i++)
        {
            text.Append(i == 0 ? "" : "/").Append(IsOurs(segments, i) ? segments[i] : Gone);
        }

        var separator = '?';
        foreach (var pair in (query ?? "").TrimStart('?').Split('&', StringSplitOptions.RemoveEmptyEntries))
        {
            if (text.Length >= MaximumLength)
            {
                break;
            }

            var equals = pair.IndexOf('=', StringComparison.Ordinal);
            var name = Decode(equals < 0 ? pair : pair[..equals]);
            text.Append(separator).Append(Parameter(name, equals < 0 ? "" : Decode(pair[(equals + 1)..])));
            separator = '&';
        }

        return text.Length > MaximumLength ? text.ToString(0, MaximumLength) + Gone : text.ToString();
    }

    private static bool IsOurs(string[] segments, int index)
    {
        var segment = segments[index];
        return segment.Length == 0
            || Words.Contains(segment)
            || TypedId.TryParse<UserId>(segment, out _)
            || TypedId.TryParse<GroupId>(segment, out _)
            || segment.StartsWith("urn:ietf:params:scim:", StringComparison.OrdinalIgnoreCase)
            || (index == 3 && DirectorySlug.Refuse(segment) is null);
    }

    private static string Parameter(string name, string value) => name switch
    {
        "filter" => $"filter={FilterShape.Of(value)}",
        "startIndex" or "count" => $"{name}={(int.TryParse(value, out _) ? value : Gone)}",
        "sortOrder" => $"{name}={(value is "ascending" or "descending" ? value : Gone)}",
        "sortBy" or "attributes" or "excludedAttributes" => $"{name}={(Attributes().IsMatch(value) ? value : Gone)}",
        "cursor" => $"cursor={Gone}",
        _ => $"{Gone}={Gone}",
    };

    private static string Decode(string text) => Uri.UnescapeDataString(text.Replace('+', ' '));

    [GeneratedRegex(@"^[A-Za-z0-9_$.:, -]{0,300}$")]
    private static partial Regex Attributes();
}
