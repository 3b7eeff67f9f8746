using System.Text.Json.Nodes;
using Gateway.Core.Scim.Resources;

namespace Gateway.Core.Scim.Discovery;

/// <summary>What the gateway says about itself. RFC 7644 §4, RFC 7643 §5–§7, RFC 9865 §4.</summary>
public static class DiscoveryDocuments
{
    /// <summary>The most resources that one answer has.</summary>
    public const int MaxPageSize = 1000;

    /// <summary>The resources that an answer has if the client does not say how many.</summary>
    public const int DefaultPageSize = 100;

    /// <param name="baseUrl">The directory's SCIM address, without a slash at its end.</param>
    public static JsonObject ServiceProviderConfig(string baseUrl) => new()
    {
        ["schemas"] = new JsonArray(ScimUrns.ServiceProviderConfig),
        ["patch"] = Supported(true),
        ["bulk"] = new JsonObject { ["supported"] = false, ["maxOperations"] = 0, ["maxPayloadSize"] = 0 },
        ["filter"] = new JsonObject { ["supported"] = true, ["maxResults"] = MaxPageSize },
        ["changePassword"] = Supported(false),
        ["sort"] = Supported(true),
        ["etag"] = Supported(true),
        ["pagination"] = new JsonObject
        {
            ["cursor"] = true,
            ["index"] = true,
            ["defaultPaginationMethod"] = "index",
            ["defaultPageSize"] = DefaultPageSize,
            ["maxPageSize"] = MaxPageSize,
        },
        ["authenticationSchemes"] = new JsonArray(
            Scheme("oauthbearertoken", "Bearer token", "A token of the directory, in the Authorization header.", "https://www.rfc-editor.org/info/rfc6750", isPrimary: true),
            Scheme("httpbasic", "HTTP Basic", "The directory's short name and one of its tokens.", "https://www.rfc-editor.org/info/rfc7617", isPrimary: false)),
        ["meta"] = Meta("ServiceProviderConfig", $"{baseUrl}/ServiceProviderConfig"),
    };

    /// <summary>A ListResponse.</summary>
    public static JsonObject ResourceTypes(string baseUrl) => List(Describe(baseUrl, ResourceType.User), Describe(baseUrl, ResourceType.Group));

    /// <summary>The resource type of that name (exact case), or null.</summary>
    public static JsonObject? FindResourceType(string baseUrl, string name) => name switch
    {
        "User" => Describe(baseUrl, ResourceType.User),
        "Group" => Describe(baseUrl, ResourceType.Group),
        _ => null,
    };

    /// <summary>A ListResponse.</summary>
    public static JsonObject Schemas(string baseUrl) => List([.. All.Select(schema => Describe(baseUrl, schema))]);

    /// <summary>The schema of that URN in any case, or null.</summary>
    public static JsonObject? FindSchema(string baseUrl, string urn)
    {
        foreach (var schema in All)
        {
            if (schema.Id.Equals(urn, StringComparison.OrdinalIgnoreCase))
            {
                return Describe(baseUrl, schema);
            }
        }

        return null;
    }

    private static IEnumerable<SchemaDefinition> All =>
        [ResourceType.User.Schema, .. ResourceType.User.Extensions, ResourceType.Group.Schema, .. ResourceType.Group.Extensions];

    private static JsonObject List(params JsonObject[] resources) => new()
    {
        ["schemas"] = new JsonArray(ScimUrns.ListResponse),
        ["totalResults"] = resources.Length,
        ["startIndex"] = 1,
        ["itemsPerPage"] = resources.Length,
        ["Resources"] = new JsonArray([.. resources]),
    };

    private static JsonObject Describe(string baseUrl, ResourceType type) => new()
    {
        ["schemas"] = new JsonArray(ScimUrns.ResourceType),
        ["id"] = type.Name,
        ["name"] = type.Name,
        ["endpoint"] = type.Endpoint,
        ["description"] = type.Description,
        ["schema"] = type.Schema.Id,
        ["schemaExtensions"] = new JsonArray([.. type.Extensions.Select(extension => new JsonObject { ["schema"] = extension.Id, ["required"] = false })]),
        ["meta"] = Meta("ResourceType", $"{baseUrl}/ResourceTypes/{type.Name}"),
    };

    private static JsonObject Describe(string baseUrl, SchemaDefinition schema) => new()
    {
        ["schemas"] = new JsonArray(ScimUrns.Schema),
        ["id"] = schema.Id,
        ["name"] = schema.Name,
        ["description"] = schema.Description,
        ["attributes"] = new JsonArray([.. schema.Attributes.Select(Describe)]),
        ["meta"] = Meta("Schema", $"{baseUrl}/Schemas/{schema.Id}"),
    };

    private static JsonObject Describe(AttributeDefinition attribute)
    {
        var described = new JsonObject
        {
            ["name"] = attribute.Name,
            ["type"] = Name(attribute.Type),
            ["multiValued"] = attribute.MultiValued,
            ["description"] = attribute.Description,
            ["required"] = attribute.Required,
        };
        if (attribute.Type != AttributeType.Complex)
        {
            described["caseExact"] = attribute.CaseExact;
        }

        if (attribute.CanonicalValues.Count > 0)
        {
            described["canonicalValues"] = new JsonArray([.. attribute.CanonicalValues.Select(value => JsonValue.Create(value))]);
        }

        if (attribute.ReferenceTypes.Count > 0)
        {
            described["referenceTypes"] = new JsonArray([.. attribute.ReferenceTypes.Select(value => JsonValue.Create(value))]);
        }

        described["mutability"] = Name(attribute.Mutability);
        described["returned"] = Name(attribute.Returned);
        described["uniqueness"] = Name(attribute.Uniqueness);
        if (attribute.SubAttributes.Count > 0)
        {
            described["subAttributes"] = new JsonArray([.. attribute.SubAttributes.Select(Describe)]);
        }

        return described;
    }

    private static JsonObject Scheme(string type, string name, string description, string specification, bool isPrimary) => new()
    {
        ["type"] = type,
        ["name"] = name,
        ["description"] = description,
        ["specUri"] = specification,
        ["primary"] = isPrimary,
    };

    private static JsonObject Supported(bool supported) => new() { ["supported"] = supported };

    private static JsonObject Meta(string resourceType, string location) => new() { ["resourceType"] = resourceType, ["location"] = location };

    // The names on the wire are the names in C#, in camelCase.
    private static string Name<T>(T value) where T : struct, Enum
    {
        var name = value.ToString();
        return char.ToLowerInvariant(name[0]) + name[1..];
    }
}
