using System.Collections.Frozen;

namespace Gateway.Core.Scim.Resources;

/// <summary>A schema: its URI and attributes. RFC 7643 §7.</summary>
public sealed class SchemaDefinition(string id, string name, string description, params AttributeDefinition[] attributes)
{
    private readonly FrozenDictionary<string, AttributeDefinition> byName =
        attributes.ToFrozenDictionary(attribute => attribute.Name, StringComparer.OrdinalIgnoreCase);

    public string Id => id;

    public string Name => name;

    public string Description => description;

    public IReadOnlyList<AttributeDefinition> Attributes => attributes;

    /// <summary>The attribute of that name in any case, or null.</summary>
    public AttributeDefinition? Find(string attribute) => byName.GetValueOrDefault(attribute);
}
