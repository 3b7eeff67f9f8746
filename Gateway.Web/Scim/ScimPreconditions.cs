using Gateway.Core.Identities;
using Gateway.Core.Ids;
using Microsoft.Extensions.Primitives;

namespace Gateway.Web.Scim;

/// <summary>If-Match and If-None-Match with the weak ETags of RFC 7644 §3.14.</summary>
internal static class ScimPreconditions
{
    /// <summary>If-Match: <c>*</c> or an absent header allows every version; a tag that is none of ours allows none.</summary>
    public static Precondition IfMatch(HttpRequest request)
    {
        var header = request.Headers.IfMatch;
        return header.Count == 0 || Tags(header).Contains("*") ? Precondition.None : Precondition.AnyOf([.. Versions(header)]);
    }

    /// <summary>If-None-Match of a GET: whether the client already has this version.</summary>
    public static bool HasAlready(HttpRequest request, VersionId version)
    {
        var header = request.Headers.IfNoneMatch;
        return header.Count > 0 && (Tags(header).Contains("*") || Versions(header).Contains(version));
    }

    private static IEnumerable<VersionId> Versions(StringValues header)
    {
        foreach (var tag in Tags(header))
        {
            var text = tag.StartsWith("W/", StringComparison.Ordinal) ? tag[2..] : tag;
            if (TypedId.TryParse<VersionId>(text.Trim('"'), out var version))
            {
                yield return version;
            }
        }
    }

    private static IEnumerable<string> Tags(StringValues header) =>
        header.SelectMany(value => (value ?? "").Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries));
}
