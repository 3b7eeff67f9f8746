namespace Gateway.Core.Scim.Resources;

/// <summary>What kind of resource an endpoint serves. RFC 7643 §6.</summary>
public sealed class ResourceType
{
    public static readonly ResourceType User =
        new("User", "/Users", "A person of the directory.", Schemas.User, Schemas.EnterpriseUser);

    public static readonly ResourceType Group = new("Group", "/Groups", "A group of the directory.", Schemas.Group);

    private ResourceType(string name, string endpoint, string description, SchemaDefinition schema, params SchemaDefinition[] extensions)
    {
        Name = name;
        Endpoint = endpoint;
        Description = description;
        Schema = schema;
        Extensions = extensions;
    }

    public string Name { get; }

    /// <summary>Relative to the directory's base URL.</summary>
    public string Endpoint { get; }

    public string Description { get; }

    public SchemaDefinition Schema { get; }

    /// <summary>The extensions whose attributes are known. Values under any other extension URN are kept as they come.</summary>
    public IReadOnlyList<SchemaDefinition> Extensions { get; }

    /// <summary>The attribute of the core schema, or one that every resource has (id, externalId, meta, schemas), in any case; or null.</summary>
    public AttributeDefinition? Find(string attribute) => Schema.Find(attribute) ?? Schemas.Common.Find(attribute);

    /// <summary>The known extension of that URN in any case, or null.</summary>
    public SchemaDefinition? FindExtension(string urn)
    {
        foreach (var extension in Extensions)
        {
            if (extension.Id.Equals(urn, StringComparison.OrdinalIgnoreCase))
            {
                return extension;
            }
        }

        return null;
    }
}
