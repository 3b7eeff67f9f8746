using System.Text.Json.Nodes;
using Gateway.Core.Scim.Discovery;
using Gateway.Core.Scim.Resources;

namespace Gateway.Tests.Scim;

public sealed class DiscoveryDocumentsTests
{
    private const string Base = "https://gateway.example/scim/v2/acme";

    [Fact]
    public void The_configuration_says_what_the_server_does()
    {
        var config = DiscoveryDocuments.ServiceProviderConfig(Base);

        Json.Same("{'supported':true}", config["patch"]);
        Json.Same("{'supported':false,'maxOperations':0,'maxPayloadSize':0}", config["bulk"]);
        Json.Same("{'supported':true,'maxResults':1000}", config["filter"]);
        Json.Same("{'supported':false}", config["changePassword"]);
        Json.Same("{'supported':true}", config["sort"]);
        Json.Same("{'supported':true}", config["etag"]);
        Json.Same("{'cursor':true,'index':true,'defaultPaginationMethod':'index','defaultPageSize':100,'maxPageSize':1000}", config["pagination"]);
        Assert.Equal(["oauthbearertoken", "httpbasic"], config["authenticationSchemes"]!.AsArray().Select(scheme => (string?)scheme!["type"]));
        Assert.Equal($"{Base}/ServiceProviderConfig", (string?)config["meta"]!["location"]);
    }

    [Fact]
    public void Resource_types_name_their_schemas()
    {
        var list = DiscoveryDocuments.ResourceTypes(Base);

        Assert.Equal(2, (int?)list["totalResults"]);
        Assert.Equal(["User", "Group"], list["Resources"]!.AsArray().Select(type => (string?)type!["id"]));
        var user = DiscoveryDocuments.FindResourceType(Base, "User")!;
        Assert.Equal(("/Users", ScimUrns.User, $"{Base}/ResourceTypes/User"), ((string?)user["endpoint"], (string?)user["schema"], (string?)user["meta"]!["location"]));
        Json.Same($"[{{'schema':'{ScimUrns.EnterpriseUser}','required':false}}]", user["schemaExtensions"]);
        Assert.Null(DiscoveryDocuments.FindResourceType(Base, "Printer"));
    }

    [Fact]
    public void Schemas_describe_each_attribute_as_the_RFC_asks()
    {
        var list = DiscoveryDocuments.Schemas(Base);

        Assert.Equal([ScimUrns.User, ScimUrns.EnterpriseUser, ScimUrns.Group], list["Resources"]!.AsArray().Select(schema => (string?)schema!["id"]));
        var user = DiscoveryDocuments.FindSchema(Base, ScimUrns.User.ToLowerInvariant())!;
        Json.Same("""
            {'name':'userName','type':'string','multiValued':false,'description':'The name by which the person signs in; unique in the directory, whatever its case.',
             'required':true,'caseExact':false,'mutability':'readWrite','returned':'default','uniqueness':'server'}
            """, Attribute(user, "userName"));
        Assert.Equal(("writeOnly", "never"), ((string?)Attribute(user, "password")["mutability"], (string?)Attribute(user, "password")["returned"]));
        Assert.Equal(("readOnly", "default"), ((string?)Attribute(user, "groups")["mutability"], (string?)Attribute(user, "groups")["returned"]));
        Assert.Equal("dateTime", char.ToLowerInvariant(nameof(AttributeType.DateTime)[0]) + nameof(AttributeType.DateTime)[1..]);
        Assert.Null(DiscoveryDocuments.FindSchema(Base, "urn:none"));
    }

    private static JsonNode Attribute(JsonObject schema, string name) =>
        schema["attributes"]!.AsArray().Single(attribute => (string?)attribute!["name"] == name)!;
}
