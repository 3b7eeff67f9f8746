using System.Globalization;
using System.Text;
using Gateway.Core.Scim.Errors;
using Gateway.Core.Scim.Resources;

namespace Gateway.Tests.Scim;

public sealed class GroupReaderTests
{
    private const string Core = $"'schemas':['{ScimUrns.Group}']";

    [Fact]
    public void A_group_is_read_with_the_values_of_its_members_and_without_them()
    {
        var body = Json.Good(GroupReader.Read(Json.Bytes($$"""
            { 'displayName': 'Eng', 'externalId': 'g1', 'id': 'x', 'description': 'all of us',
              'Members': [{'value': 'U1', 'display': 'a@b', '$ref': 'x', 'type': 'User'}, {'VALUE': 'U2'}, {'value': 'U1'}] }
            """)));

        Assert.Equal(["U1", "U2"], body.Members);
        Json.Same($"{{{Core},'displayName':'Eng','externalId':'g1','description':'all of us'}}", body.Group.Attributes);
        Assert.Equal(("Eng", "g1"), (body.Group.DisplayName, body.Group.ExternalId));
    }

    [Theory]
    [InlineData("{'displayName':'Eng'}", null)]
    [InlineData("{'displayName':'Eng','members':null}", null)]
    [InlineData("{'displayName':'Eng','members':[]}", "")]
    [InlineData("{'displayName':'Eng','members':{'value':'U1'}}", "U1")]
    public void An_absent_key_is_told_from_an_empty_list(string json, string? members) =>
        Assert.Equal(members, Json.Good(GroupReader.Read(Json.Bytes(json))).Members is { } values ? string.Join(',', values) : null);

    [Theory]
    [InlineData("{'members':[]}", ScimType.InvalidValue)]
    [InlineData("{'displayName':'Eng','members':'U1'}", ScimType.InvalidValue)]
    [InlineData("{'displayName':'Eng','members':['U1']}", ScimType.InvalidValue)]
    [InlineData("{'displayName':'Eng','members':[{}]}", ScimType.InvalidValue)]
    [InlineData("{'displayName':'Eng','members':[{'display':'x'}]}", ScimType.InvalidValue)]
    [InlineData("{'displayName':'Eng','members':[{'value':5}]}", ScimType.InvalidValue)]
    [InlineData("{'displayName':'Eng','members':[{'value':''}]}", ScimType.InvalidValue)]
    [InlineData("{'displayName':'Eng','members':[{'value':'g','type':'Group'}]}", ScimType.InvalidValue)]
    [InlineData("{'displayName':'Eng','members':[{'value':'a\\u0000'}]}", ScimType.InvalidValue)]
    [InlineData("{'displayName':'Eng','members':[{'value':'a','value':'b'}]}", ScimType.InvalidSyntax)]
    [InlineData("{'displayName':'Eng','members':[],'MEMBERS':[]}", ScimType.InvalidSyntax)]
    [InlineData("{'displayName':'Eng','members':[{'value':'a','display':'\\ud800'}]}", ScimType.InvalidSyntax)]
    [InlineData("{'displayName':'Eng','members':[{'value':'a'}", ScimType.InvalidSyntax)]
    public void What_cannot_be_a_group_is_refused(string json, ScimType type) => Assert.Equal(type, GroupReader.Read(Json.Bytes(json)).Error?.Type);

    [Fact]
    public void A_hundred_thousand_members_cost_their_values_and_little_else()
    {
        var json = new StringBuilder("{\"displayName\":\"All\",\"members\":[");
        for (var i = 0; i < 100_000; i++)
        {
            json.Append(i == 0 ? "" : ",").Append(CultureInfo.InvariantCulture, $$"""{"value":"usr_{{i:d26}}","display":"person{{i}}@example.com"}""");
        }

        var bytes = Encoding.UTF8.GetBytes(json.Append("]}").ToString());
        GroupReader.Read(bytes);
        var before = GC.GetAllocatedBytesForCurrentThread();
        var body = Json.Good(GroupReader.Read(bytes));

        Assert.Equal(100_000, body.Members!.Count);
        Assert.True(GC.GetAllocatedBytesForCurrentThread() - before < 25_000_000);
    }
}
