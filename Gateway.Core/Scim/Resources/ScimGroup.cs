using System.Text.Json.Nodes;

namespace Gateway.Core.Scim.Resources;

/// <summary>A group as SCIM knows it, without members and what the gateway adds to it (id, meta). RFC 7643 §4.2.</summary>
/// <param name="Attributes">Canonical as in <see cref="ScimUser"/>. Never changed once the record exists.</param>
public sealed record ScimGroup(JsonObject Attributes)
{
    /// <summary>As it was sent; compare through <see cref="Fold"/>.</summary>
    public string DisplayName => CanonicalJson.FindText(Attributes, "displayName") ?? "";

    /// <summary>The identity provider's own id of the group. Case matters.</summary>
    public string? ExternalId => CanonicalJson.FindText(Attributes, "externalId");

    /// <summary>Reads what <see cref="ToJson"/> wrote; trusted, so nothing is checked.</summary>
    public static ScimGroup FromJson(string json) => new(CanonicalJson.Parse(json));

    /// <summary>Compact text, without id, meta and members.</summary>
    public string ToJson() => CanonicalJson.Write(Attributes);

    /// <summary>Equal attributes and values, whatever the order of attributes.</summary>
    public bool Equals(ScimGroup? other) => other is not null && CanonicalJson.Same(Attributes, other.Attributes);

    public override int GetHashCode() => DisplayName.GetHashCode(StringComparison.Ordinal);
}
