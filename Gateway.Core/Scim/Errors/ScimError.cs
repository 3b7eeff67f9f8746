namespace Gateway.Core.Scim.Errors;

/// <summary>A refusal as the identity provider receives it. RFC 7644 §3.12.</summary>
/// <param name="Status">HTTP status; on the wire a JSON string, as the RFC demands.</param>
/// <param name="Type">The keyword of Table 9, or null where the table gives none.</param>
/// <param name="Detail">One sentence an administrator can act on; Okta shows it to them.</param>
public sealed record ScimError(int Status, ScimType? Type, string Detail)
{
    /// <summary>Seconds after which the same request may be sent again; the integer of <c>Retry-After</c>. Only with 429.</summary>
    public int? RetryAfter { get; init; }

    /// <summary>Another resource of this directory holds the value. RFC 7644 §3.3.</summary>
    public static ScimError Uniqueness(string detail) => new(409, ScimType.Uniqueness, detail);

    /// <summary>No such resource in this directory.</summary>
    public static ScimError NotFound(string resource, string id) => new(404, null, $"{resource} {Shown(id)} does not exist in this directory.");

    public static ScimError InvalidSyntax(string detail) => new(400, ScimType.InvalidSyntax, detail);

    public static ScimError InvalidValue(string detail) => new(400, ScimType.InvalidValue, detail);

    public static ScimError InvalidPath(string detail) => new(400, ScimType.InvalidPath, detail);

    public static ScimError InvalidFilter(string detail) => new(400, ScimType.InvalidFilter, detail);

    public static ScimError NoTarget(string detail) => new(400, ScimType.NoTarget, detail);

    public static ScimError TooMany(string detail) => new(400, ScimType.TooMany, detail);

    public static ScimError Mutability(string detail) => new(400, ScimType.Mutability, detail);

    /// <summary>RFC 9865 §2.</summary>
    public static ScimError InvalidCursor(string detail) => new(400, ScimType.InvalidCursor, detail);

    public static ScimError Sensitive(string detail) => new(403, ScimType.Sensitive, detail);

    public static ScimError Forbidden(string detail) => new(403, null, detail);

    public static ScimError TooLarge(string detail) => new(413, null, detail);

    /// <summary>If-Match named another version. RFC 7644 §3.14.</summary>
    public static ScimError PreconditionFailed() =>
        new(412, null, "The resource has changed since it was read: read it again and repeat the request with its present version.");

    /// <summary>The only status that Okta retries by itself (okta.md §1.15).</summary>
    public static ScimError TryAgain(int seconds, string detail) => new(429, null, detail) { RetryAfter = seconds };

    /// <summary>A value from outside, shortened and without control characters, for use in a detail.</summary>
    public static string Shown(string value)
    {
        var text = value.Length > 80 ? value[..80] + "…" : value;
        return "\"" + new string([.. text.Select(c => char.IsControl(c) || char.IsSurrogate(c) ? '?' : c)]) + "\"";
    }
}
