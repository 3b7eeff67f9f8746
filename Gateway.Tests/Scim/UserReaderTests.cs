using System.Text;
using System.Text.Json.Nodes;
using Gateway.Core.Scim.Errors;
using Gateway.Core.Scim.Resources;

namespace Gateway.Tests.Scim;

public sealed class UserReaderTests
{
    private const string Core = $"'schemas':['{ScimUrns.User}']";

    [Fact]
    public void What_Okta_sends_for_a_new_user_is_kept_without_password_and_groups()
    {
        var user = Json.User($$"""
            { 'schemas': ['{{ScimUrns.User}}'], 'userName': 'Jane@X.com', 'name': {'givenName': 'Jane', 'familyName': 'Doe'},
              'emails': [{'primary': true, 'value': 'jane@x.com', 'type': 'work'}], 'displayName': 'Jane Doe', 'locale': 'en-US',
              'externalId': '00uA', 'groups': [], 'password': 'x8Kd2pQz', 'active': true }
            """);

        Json.Same($$"""
            { {{Core}}, 'userName': 'Jane@X.com', 'name': {'givenName': 'Jane', 'familyName': 'Doe'},
              'emails': [{'primary': true, 'value': 'jane@x.com', 'type': 'work'}], 'displayName': 'Jane Doe', 'locale': 'en-US',
              'externalId': '00uA', 'active': true }
            """, user.Attributes);
        Assert.Equal(("Jane@X.com", "00uA", true, "jane@x.com"), (user.UserName, user.ExternalId, user.Active, user.PrimaryEmail));
        Assert.Equal("schemas", user.Attributes.First().Key);
        Assert.DoesNotContain("x8Kd2pQz", user.ToJson(), StringComparison.Ordinal);
        Assert.Equal(user, ScimUser.FromJson(user.ToJson()));
    }

    [Theory]
    [InlineData("{'userName':'a'}", "{" + Core + ",'userName':'a','active':true}")]
    [InlineData("{'USERNAME':'a','NAME':{'GIVENNAME':'b'},'Active':'False'}", "{" + Core + ",'userName':'a','name':{'givenName':'b'},'active':false}")]
    [InlineData("{'userName':'a','active':'TRUE'}", "{" + Core + ",'userName':'a','active':true}")]
    [InlineData("{'userName':'a','active':null,'title':'','name':{},'emails':[],'nickName':null}", "{" + Core + ",'userName':'a','active':true}")]
    [InlineData("{'userName':'a','name':{'middleName':'','givenName':null},'emails':[{},null,'']}", "{" + Core + ",'userName':'a','active':true}")]
    [InlineData("{'userName':'a','id':'other','meta':{'created':'04-12-2018 00:00:00'},'groups':[{'value':'g'}]}", "{" + Core + ",'userName':'a','active':true}")]
    [InlineData("{'userName':'a','password':{'not':['even','text']}}", "{" + Core + ",'userName':'a','active':true}")]
    [InlineData("{'userName':'a','emails':{'value':'x@y'}}", "{" + Core + ",'userName':'a','emails':[{'value':'x@y'}],'active':true}")]
    [InlineData("{'userName':'a','emails':[{'value':'x','primary':true},{'value':'y','primary':'true'}]}",
        "{" + Core + ",'userName':'a','emails':[{'value':'x','primary':false},{'value':'y','primary':true}],'active':true}")]
    [InlineData("{'userName':'a','roles':[{'type':'base','value':'admin'}]}", "{" + Core + ",'userName':'a','roles':[{'type':'base','value':'admin'}],'active':true}")]
    [InlineData("{'userName':'a','Shoe Size':{'eu':42.50,'none':null},'list':[1,'',null]}", "{" + Core + ",'userName':'a','Shoe Size':{'eu':42.5},'list':[1],'active':true}")]
    [InlineData("{'userName':'a','urn:ietf:params:scim:schemas:core:2.0:User':{'title':'T'},'urn:ietf:params:scim:schemas:core:2.0:User:nickName':'N'}",
        "{" + Core + ",'userName':'a','title':'T','nickName':'N','active':true}")]
    public void A_body_is_kept_in_its_one_form(string body, string kept) => Json.Same(kept, Json.User(body).Attributes);

    [Fact]
    public void Schemas_follow_from_the_values_whatever_was_sent()
    {
        var user = Json.User($$"""
            { 'schemas': ['urn:z:2.0:User', '{{ScimUrns.User.ToUpperInvariant()}}', '{{ScimUrns.EnterpriseUser}}'], 'userName': 'a',
              'urn:acme:2.0:User': {'color': 'red'}, '{{ScimUrns.EnterpriseUser.ToUpperInvariant()}}': {'Department': 'R&D', 'manager': '26118915'} }
            """);

        Json.Same($"['{ScimUrns.User}','{ScimUrns.EnterpriseUser}','urn:acme:2.0:User','urn:z:2.0:User']", user.Attributes["schemas"]);
        Json.Same("{'department':'R&D','manager':{'value':'26118915'}}", user.Attributes[ScimUrns.EnterpriseUser]);
        Json.Same($"['{ScimUrns.User}']", Json.User($"{{'schemas':['{ScimUrns.User}','{ScimUrns.EnterpriseUser}'],'userName':'a'}}").Attributes["schemas"]);
    }

    [Fact]
    public void An_echo_of_our_own_answer_is_the_same_user()
    {
        var user = Json.User($$"""
            { 'userName': 'a', 'schemas': ['{{ScimUrns.User}}', 'urn:z:1'], 'emails': [{'value':'x','primary':true}], 'urn:b:User': {'x': [1,2]}, 'urn:a:User': {'y': 1e2},
              '{{ScimUrns.EnterpriseUser}}': {'manager': {'value':'m','displayName':'M'} }, 'active': false }
            """);
        var echo = (JsonObject)user.Attributes.DeepClone();
        echo["id"] = "usr_1";
        echo["meta"] = new JsonObject { ["version"] = "W/\"1\"" };
        var reversed = new JsonObject([.. echo.Select(member => KeyValuePair.Create(member.Key, member.Value?.DeepClone())).Reverse()]);

        Assert.Equal(user, Json.Good(UserReader.Read(Encoding.UTF8.GetBytes(echo.ToJsonString()))));
        Assert.Equal(user, Json.Good(UserReader.Read(reversed)));
    }

    [Theory]
    [InlineData("{}", ScimType.InvalidValue, "userName")]
    [InlineData("{'userName':'a','schemas':['urn:ietf:params:scim:schemas:core:2.0:Group']}", ScimType.InvalidValue, "schemas must name urn:ietf:params:scim:schemas:core:2.0:User")]
    [InlineData("{'userName':''}", ScimType.InvalidValue, "userName")]
    [InlineData("{'userName':'  '}", ScimType.InvalidValue, "userName")]
    [InlineData("{'userName':5}", ScimType.InvalidValue, "userName must be a string")]
    [InlineData("{'userName':'a','externalId':5}", ScimType.InvalidValue, "externalId must be a string, not a number: send it as a string")]
    [InlineData("{'userName':'a','active':'yes'}", ScimType.InvalidValue, "active")]
    [InlineData("{'userName':'a','active':1}", ScimType.InvalidValue, "active")]
    [InlineData("{'userName':'a','name':'Jane'}", ScimType.InvalidValue, "name must be an object")]
    [InlineData("{'userName':'a','name':{'givenName':['x']}}", ScimType.InvalidValue, "name.givenName")]
    [InlineData("{'userName':'a','emails':'x@y'}", ScimType.InvalidValue, "emails must be an array of objects")]
    [InlineData("{'userName':'a','emails':['x@y']}", ScimType.InvalidValue, "emails must be an object")]
    [InlineData("{'userName':'a','emails':[{'value':{'x':1}}]}", ScimType.InvalidValue, "emails.value")]
    [InlineData("{'userName':'a','schemas':[1]}", ScimType.InvalidValue, "schemas")]
    [InlineData("{'userName':'a','urn:ietf:params:scim:schemas:extension:enterprise:2.0:User':'x'}", ScimType.InvalidValue, "enterprise")]
    [InlineData("{'userName':'a','x':1e400}", ScimType.InvalidValue, "out of range")]
    [InlineData("{'userName':'a\\u0000'}", ScimType.InvalidValue, "NUL")]
    [InlineData("{'userName':'a\\ud800'}", ScimType.InvalidSyntax, "surrogate")]
    [InlineData("{'\\udc00':'a'}", ScimType.InvalidSyntax, "surrogate")]
    [InlineData("{'userName':'a','USERNAME':'b'}", ScimType.InvalidSyntax, "twice")]
    [InlineData("{'userName':'a'", ScimType.InvalidSyntax, "line 1")]
    [InlineData("{'userName':'a'} x", ScimType.InvalidSyntax, "line 1, byte 18")]
    [InlineData("{'userName':'a',}", ScimType.InvalidSyntax, "line 1")]
    [InlineData("[]", ScimType.InvalidSyntax, "object")]
    [InlineData("", ScimType.InvalidSyntax, "no body")]
    public void What_cannot_be_a_user_is_refused_in_words(string body, ScimType type, string words)
    {
        var error = UserReader.Read(Json.Bytes(body)).Error;

        Assert.Equal((400, type), (error!.Status, error.Type));
        Assert.Contains(words, error.Detail, StringComparison.Ordinal);
    }

    [Fact]
    public void Bounds_hold_at_their_edges()
    {
        static ScimError? Error(string json) => UserReader.Read(Encoding.UTF8.GetBytes(json)).Error;
        static string Nested(int levels) => string.Concat(Enumerable.Repeat("{\"x\":", levels)) + "1" + new string('}', levels);

        Assert.Null(Error($$"""{"userName":"a","x":{{Nested(31)}} }"""));
        Assert.Equal(ScimType.InvalidSyntax, Error($$"""{"userName":"a","x":{{Nested(32)}} }""")!.Type);
        Assert.Equal(ScimType.InvalidSyntax, Error($$"""{"userName":"a","x":{{Nested(5000)}} }""")!.Type);
        Assert.Null(Error($$"""{"userName":"a","title":"{{new string('x', 65_536)}}"}"""));
        Assert.Equal(ScimType.InvalidValue, Error($$"""{"userName":"a","title":"{{new string('x', 65_537)}}"}""")!.Type);
        Assert.Null(Error($$"""{"userName":"{{new string('x', 2_000)}}"}"""));
        Assert.Equal(ScimType.InvalidValue, Error($$"""{"userName":"{{new string('x', 2_001)}}"}""")!.Type);
        Assert.Equal(ScimType.InvalidValue, Error($$"""{"userName":"{{new string('日', 700)}}"}""")!.Type);
        Assert.Equal(ScimType.InvalidValue, Error($$"""{"userName":"a","externalId":"{{string.Concat(Enumerable.Repeat("e\u0301", 900))}}"}""")!.Type);
        Assert.Equal(ScimType.InvalidSyntax, UserReader.Read(new byte[] { (byte)'{', (byte)'"', 0xed, 0xa0, 0x80, (byte)'"', (byte)':', (byte)'1', (byte)'}' }).Error!.Type);
        Assert.Null(UserReader.Read(new byte[] { 0xef, 0xbb, 0xbf }.Concat("{\"userName\":\"a\"}"u8.ToArray()).ToArray()).Error);
    }

    [Fact]
    public void A_refusal_shows_little_of_what_was_sent_and_never_a_password()
    {
        var long_ = new string('k', 5000);
        var twice = UserReader.Read(Encoding.UTF8.GetBytes($$"""{"{{long_}}":1,"{{long_}}":2}""")).Error!;
        var secret = UserReader.Read(Json.Bytes("{'password':'hunter2','active':'hunter2'}")).Error!;

        Assert.True(twice.Detail.Length < 200);
        Assert.DoesNotContain("hunter2", secret.Detail, StringComparison.Ordinal);
    }

    [Fact]
    public void The_search_text_is_folded_and_keeps_its_shape()
    {
        var user = Json.User("{'userName':'JOSÉ','emails':[{'value':'A@B','primary':true}],'Extra Name':{'KEY':['É',5]}}");

        Json.Same($"{{'schemas':['{ScimUrns.User.ToLowerInvariant()}'],'username':'josé','emails':[{{'value':'a@b','primary':true}}],'extra name':{{'key':['é',5]}},'active':true}}",
            JsonNode.Parse(SearchText.Of(user.Attributes)));
    }
}
