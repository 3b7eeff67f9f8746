using System.Text.Json.Nodes;

namespace Gateway.Core.Scim.Resources;

/// <summary>A user as SCIM knows it, without what the gateway adds to it (id, meta, groups) and without password. RFC 7643 §4.1.</summary>
/// <param name="Attributes">Canonical: <c>schemas</c> first and computed, core names as the schema spells them, nothing empty,
/// <c>active</c> always there, unknown attributes as they came. Never changed once the record exists.</param>
public sealed record ScimUser(JsonObject Attributes)
{
    /// <summary>As it was sent; compare through <see cref="Fold"/>.</summary>
    public string UserName => CanonicalJson.FindText(Attributes, "userName") ?? "";

    /// <summary>The identity provider's own id of the user: Okta's <c>00u…</c>. Case matters.</summary>
    public string? ExternalId => CanonicalJson.FindText(Attributes, "externalId");

    /// <summary>True unless the identity provider says otherwise.</summary>
    public bool Active => CanonicalJson.FindBoolean(Attributes, "active") ?? true;

    /// <summary>The e-mail address marked primary, else the first, else null.</summary>
    public string? PrimaryEmail => CanonicalJson.FindPrimary(Attributes, "emails");

    /// <summary>Every e-mail address, as sent, each once, in order.</summary>
    public IReadOnlyList<string> Emails => CanonicalJson.Values(Attributes, "emails");

    /// <summary>Reads what <see cref="ToJson"/> wrote; trusted, so nothing is checked.</summary>
    public static ScimUser FromJson(string json) => new(CanonicalJson.Parse(json));

    /// <summary>Compact text, without id and meta.</summary>
    public string ToJson() => CanonicalJson.Write(Attributes);

    /// <summary>Equal attributes and values, whatever the order of attributes.</summary>
    public bool Equals(ScimUser? other) => other is not null && CanonicalJson.Same(Attributes, other.Attributes);

    public override int GetHashCode() => UserName.GetHashCode(StringComparison.Ordinal);
}
