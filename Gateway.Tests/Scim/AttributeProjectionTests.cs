using System.Text.Json.Nodes;
using Gateway.Core.Scim.Resources;

namespace Gateway.Tests.Scim;

public sealed class AttributeProjectionTests
{
    private const string Full = $$"""
        { 'schemas': ['s'], 'id': 'usr_1', 'userName': 'a', 'name': {'givenName': 'G', 'familyName': 'F'}, 'active': true,
          'emails': [{'value': 'x', 'type': 'work'}, {'value': 'y'}], 'groups': [{'value': 'g'}], 'meta': {'version': 'v', 'location': 'l'},
          '{{ScimUrns.EnterpriseUser}}': {'department': 'D', 'division': 'V'}, 'odd': 1 }
        """;

    [Theory]
    [InlineData(null, null, "schemas id userName name active emails groups meta urn:ietf:params:scim:schemas:extension:enterprise:2.0:User odd")]
    [InlineData("userName", null, "schemas id userName")]
    [InlineData("USERNAME, nothing ,odd,,", null, "schemas id userName odd")]
    [InlineData("groups", null, "schemas id groups")]
    [InlineData("password", null, "schemas id")]
    [InlineData(null, "emails,meta,id,schemas", "schemas id userName name active groups urn:ietf:params:scim:schemas:extension:enterprise:2.0:User odd")]
    [InlineData("emails,name", "name", "schemas id emails")]
    [InlineData("urn:ietf:params:scim:schemas:core:2.0:User:name", null, "schemas id name")]
    [InlineData("urn:ietf:params:scim:schemas:extension:enterprise:2.0:User", null, "schemas id urn:ietf:params:scim:schemas:extension:enterprise:2.0:User")]
    public void A_client_sees_what_it_asked_for(string? attributes, string? excluded, string names) =>
        Assert.Equal(names, string.Join(' ', Apply(attributes, excluded).Select(member => member.Key)));

    [Fact]
    public void Parts_can_be_asked_for_and_excluded()
    {
        Json.Same($$"""{'schemas':['s'],'id':'usr_1','name':{'givenName':'G'},'emails':[{'type':'work'}],'{{ScimUrns.EnterpriseUser}}':{'department':'D'} }""",
            Apply($"name.givenName,emails.type,{ScimUrns.EnterpriseUser}:department", null));
        Json.Same("{'schemas':['s'],'id':'usr_1','name':{'givenName':'G'}}", Apply("name", "name.familyName"));
    }

    [Fact]
    public void What_is_costly_is_read_only_when_it_is_wanted()
    {
        static AttributeProjection Parse(string? attributes, string? excluded, ResourceType type) => Json.Good(AttributeProjection.Parse(attributes, excluded, type));

        Assert.True(Parse(null, null, ResourceType.Group).Wants("members"));
        Assert.False(Parse(null, "Members", ResourceType.Group).Wants("members"));
        Assert.True(Parse(null, "members.display", ResourceType.Group).Wants("members"));
        Assert.False(Parse("displayName", null, ResourceType.Group).Wants("members"));
        Assert.True(Parse("members.value", null, ResourceType.Group).Wants("members"));
        Assert.True(Parse(null, null, ResourceType.User).Wants("groups"));
        Assert.False(Parse(null, "groups", ResourceType.User).Wants("groups"));
        Assert.True(Parse("groups", null, ResourceType.User).Wants("groups"));
        Assert.True(Parse("x", "id", ResourceType.User).Wants("id"));
        Assert.True(Parse("", " ", ResourceType.User).IsDefault);
        Assert.NotNull(AttributeProjection.Parse(new string('a', 5000), null, ResourceType.User).Error);
    }

    private static JsonObject Apply(string? attributes, string? excluded)
    {
        var full = (JsonObject)Json.Node(Full);
        var before = full.ToJsonString();
        var shown = Json.Good(AttributeProjection.Parse(attributes, excluded, ResourceType.User)).Apply(full);
        Assert.Equal(before, full.ToJsonString());
        return shown;
    }
}
