using Gateway.Core.Scim.Errors;
using Gateway.Core.Scim.Patch;
using Gateway.Core.Scim.Resources;

namespace Gateway.Tests.Scim;

public sealed class UserPatchTests
{
    private const string Ent = ScimUrns.EnterpriseUser;

    private const string Jane = "{'userName':'jane','name':{'givenName':'Jane','familyName':'Doe'},'title':'VP',"
        + "'emails':[{'value':'w@x','type':'work','primary':true},{'value':'h@x','type':'home'}],"
        + "'" + Ent + "':{'department':'R&D','manager':{'value':'m1','displayName':'Ada'}},'urn:acme:2.0:User':{'color':'red','tags':['a']},'odd':{'k':1}}";

    /// <summary>Operations, and what becomes of Jane: the changed members only; null says that one is gone.</summary>
    [Theory]
    // Without path.
    [InlineData("{'op':'replace','value':{'active':false}}", "{'active':false}")]
    [InlineData("{'op':'Replace','path':'active','value':'False'}", "{'active':false}")]
    [InlineData("{'op':'replace','value':{'schemas':['x'],'id':'U1','meta':{},'groups':[],'displayName':'J D'}}", "{'displayName':'J D'}")]
    [InlineData("{'op':'replace','value':{'password':'x'}}", "{}")]
    [InlineData("{'op':'replace','path':'password','value':'x'}", "{}")]
    [InlineData("{'op':'remove','path':'password'}", "{}")]
    [InlineData("{'op':'add','value':{'name.givenName':'J'}}", "{'name':{'givenName':'J','familyName':'Doe'}}")]
    [InlineData("{'op':'replace','value':{'name':{'givenName':'J','middleName':'X'}}}", "{'name':{'givenName':'J','middleName':'X','familyName':'Doe'}}")]
    [InlineData("{'op':'replace','value':{'name':{'givenName':''}}}", "{'name':{'familyName':'Doe'}}")]
    [InlineData("{'op':'replace','value':{'title':'','nickName':null,'emails':[]}}", "{'title':null,'emails':null}")]
    [InlineData("{'op':'add','value':{'shoe':{'size':42,'x':''},'odd':5}}", "{'shoe':{'size':42},'odd':5}")]
    [InlineData("{'op':'replace','value':{'emails[type eq \\'home\\'].value':'new@x'}}", "{'emails':[{'value':'w@x','type':'work','primary':true},{'value':'new@x','type':'home'}]}")]
    [InlineData("{'op':'replace','value':{'" + Ent + "':{'department':'Ops'}}}", "{'" + Ent + "':{'department':'Ops','manager':{'value':'m1','displayName':'Ada'}}}")]
    [InlineData("{'op':'replace','value':{'" + Ent + ":department':'Ops'}}", "{'" + Ent + "':{'department':'Ops','manager':{'value':'m1','displayName':'Ada'}}}")]
    [InlineData("{'op':'add','value':{'urn:acme:2.0:User':{'size':5}}}", "{'urn:acme:2.0:User':{'color':'red','tags':['a'],'size':5}}")]
    [InlineData("{'op':'add','value':{'urn:new:2.0:User':{'x':'y'}}}",
        "{'urn:new:2.0:User':{'x':'y'},'schemas':['" + ScimUrns.User + "','" + Ent + "','urn:acme:2.0:User','urn:new:2.0:User']}")]
    [InlineData("{'op':'add','value':{'urn:ietf:params:scim:schemas:core:2.0:User':{'title':'T'}}}", "{'title':'T'}")]
    // attr
    [InlineData("{'op':'add','path':'nickName','value':'J'}", "{'nickName':'J'}")]
    [InlineData("{'op':'replace','path':'TITLE','value':''}", "{'title':null}")]
    [InlineData("{'op':'remove','path':'title'}", "{'title':null}")]
    [InlineData("{'op':'remove','path':'nickName'}", "{}")]
    [InlineData("{'op':'add','path':'title','value':'VP'}", "{}")]
    [InlineData("{'op':'replace','path':'urn:ietf:params:scim:schemas:core:2.0:User:title','value':'T'}", "{'title':'T'}")]
    [InlineData("{'op':'add','path':'schemas','value':['x']}", "{}")]
    // attr.sub
    [InlineData("{'op':'replace','path':'name.familyName','value':'Roe'}", "{'name':{'givenName':'Jane','familyName':'Roe'}}")]
    [InlineData("{'op':'remove','path':'name.familyName'},{'op':'remove','path':'name.givenName'}", "{'name':null}")]
    [InlineData("{'op':'replace','path':'emails.display','value':'D'}",
        "{'emails':[{'value':'w@x','type':'work','primary':true,'display':'D'},{'value':'h@x','type':'home','display':'D'}]}")]
    [InlineData("{'op':'add','path':'roles.value','value':'r'}", "{'roles':[{'value':'r'}]}")]
    [InlineData("{'op':'remove','path':'emails.type'}", "{'emails':[{'value':'w@x','primary':true},{'value':'h@x'}]}")]
    // multi-valued
    [InlineData("{'op':'add','path':'emails','value':[{'value':'n@x'}]}", "{'emails':[{'value':'w@x','type':'work','primary':true},{'value':'h@x','type':'home'},{'value':'n@x'}]}")]
    [InlineData("{'op':'add','path':'emails','value':{'value':'n@x','primary':true}}",
        "{'emails':[{'value':'w@x','type':'work','primary':false},{'value':'h@x','type':'home'},{'value':'n@x','primary':true}]}")]
    [InlineData("{'op':'add','path':'emails','value':[{'value':'H@X','type':'Home'}]}", "{'emails':[{'value':'w@x','type':'work','primary':true},{'value':'H@X','type':'Home'}]}")]
    [InlineData("{'op':'add','path':'emails','value':[{'value':'h@x','type':'home','primary':true}]}",
        "{'emails':[{'value':'w@x','type':'work','primary':false},{'value':'h@x','type':'home','primary':true}]}")]
    [InlineData("{'op':'add','path':'emails','value':[]}", "{}")]
    [InlineData("{'op':'replace','path':'emails','value':[{'value':'a','primary':true},{'value':'b','primary':true}]}", "{'emails':[{'value':'a','primary':false},{'value':'b','primary':true}]}")]
    [InlineData("{'op':'replace','path':'emails','value':[]}", "{'emails':null}")]
    [InlineData("{'op':'remove','path':'emails'}", "{'emails':null}")]
    [InlineData("{'op':'remove','path':'emails','value':[{'value':'H@x'}]}", "{'emails':[{'value':'w@x','type':'work','primary':true}]}")]
    [InlineData("{'op':'remove','path':'emails','value':[{'value':'h@x','type':'work'}]}", "{}")]
    [InlineData("{'op':'remove','path':'emails','value':{'type':'HOME'}}", "{'emails':[{'value':'w@x','type':'work','primary':true}]}")]
    // attr[filter], attr[filter].sub
    [InlineData("{'op':'replace','path':'emails[type eq \\'home\\']','value':{'value':'n@x','type':'other'}}", "{'emails':[{'value':'w@x','type':'work','primary':true},{'value':'n@x','type':'other'}]}")]
    [InlineData("{'op':'add','path':'emails[type eq \\'home\\']','value':{'display':'D'}}", "{'emails':[{'value':'w@x','type':'work','primary':true},{'value':'h@x','type':'home','display':'D'}]}")]
    [InlineData("{'op':'replace','path':'emails[type eq \\'HOME\\' and not (primary eq true)].value','value':'n@x'}",
        "{'emails':[{'value':'w@x','type':'work','primary':true},{'value':'n@x','type':'home'}]}")]
    [InlineData("{'op':'replace','path':'emails[type eq \\'home\\'].primary','value':'True'}", "{'emails':[{'value':'w@x','type':'work','primary':false},{'value':'h@x','type':'home','primary':true}]}")]
    [InlineData("{'op':'add','path':'emails[type eq \\'other\\'].value','value':'o@x'}",
        "{'emails':[{'value':'w@x','type':'work','primary':true},{'value':'h@x','type':'home'},{'type':'other','value':'o@x'}]}")]
    [InlineData("{'op':'add','path':'roles[type eq \\'base\\' and primary eq true]','value':{'value':'admin'}}", "{'roles':[{'type':'base','primary':true,'value':'admin'}]}")]
    [InlineData("{'op':'remove','path':'emails[type eq \\'home\\']'}", "{'emails':[{'value':'w@x','type':'work','primary':true}]}")]
    [InlineData("{'op':'remove','path':'emails[value co \\'@\\']'}", "{'emails':null}")]
    [InlineData("{'op':'remove','path':'emails[type eq \\'none\\']'}", "{}")]
    [InlineData("{'op':'remove','path':'emails[value eq \\'a]b\\']'}", "{}")]
    [InlineData("{'op':'remove','path':'emails[type eq \\'home\\'].type'}", "{'emails':[{'value':'w@x','type':'work','primary':true},{'value':'h@x'}]}")]
    // Extensions.
    [InlineData("{'op':'replace','path':'" + Ent + ":department','value':'Ops'}", "{'" + Ent + "':{'department':'Ops','manager':{'value':'m1','displayName':'Ada'}}}")]
    [InlineData("{'op':'replace','path':'" + Ent + ":manager','value':'m2'}", "{'" + Ent + "':{'department':'R&D','manager':{'value':'m2'}}}")]
    [InlineData("{'op':'replace','path':'" + Ent + ":manager','value':{'value':'m2'}}", "{'" + Ent + "':{'department':'R&D','manager':{'value':'m2'}}}")]
    [InlineData("{'op':'replace','path':'" + Ent + ":manager.displayName','value':'Bob'}", "{'" + Ent + "':{'department':'R&D','manager':{'value':'m1','displayName':'Bob'}}}")]
    [InlineData("{'op':'remove','path':'" + Ent + "'}", "{'" + Ent + "':null,'schemas':['" + ScimUrns.User + "','urn:acme:2.0:User']}")]
    [InlineData("{'op':'remove','path':'" + Ent + ":department'},{'op':'remove','path':'" + Ent + ":manager'}", "{'" + Ent + "':null,'schemas':['" + ScimUrns.User + "','urn:acme:2.0:User']}")]
    [InlineData("{'op':'replace','path':'URN:ACME:2.0:User:Color','value':'blue'}", "{'urn:acme:2.0:User':{'color':'blue','tags':['a']}}")]
    [InlineData("{'op':'add','path':'urn:acme:2.0:User:tags','value':['b','a']}", "{'urn:acme:2.0:User':{'color':'red','tags':['a','b']}}")]
    [InlineData("{'op':'remove','path':'urn:acme:2.0:User:tags','value':['a']}", "{'urn:acme:2.0:User':{'color':'red'}}")]
    [InlineData("{'op':'add','path':'urn:acme:2.0:User:list[type eq \\'t\\'].value','value':5}", "{'urn:acme:2.0:User':{'color':'red','tags':['a'],'list':[{'type':'t','value':5}]}}")]
    [InlineData("{'op':'remove','path':'urn:acme:2.0:User'}", "{'urn:acme:2.0:User':null,'schemas':['" + ScimUrns.User + "','" + Ent + "']}")]
    // In order.
    [InlineData("{'op':'add','path':'title','value':'A'},{'op':'replace','path':'title','value':'B'},{'op':'remove','path':'nickName'}", "{'title':'B'}")]
    [InlineData("{'op':'remove','path':'emails'},{'op':'add','path':'emails','value':[{'value':'z'}]}", "{'emails':[{'value':'z'}]}")]
    public void Every_form_of_operation_does_what_the_RFC_says(string operations, string changes)
    {
        var before = Json.User(Jane);
        var kept = before.ToJson();
        var expected = before.Attributes.DeepClone().AsObject();
        foreach (var (name, value) in Json.Node(changes).AsObject())
        {
            expected.Remove(name);
            if (value is not null)
            {
                expected[name] = value.DeepClone();
            }
        }

        var after = Json.Good(UserPatch.Apply(before, Json.Operations(operations.Replace("\\'", "\\\""))));

        Json.Same(expected.ToJsonString(), after.Attributes);
        Assert.Equal(kept, before.ToJson());
        Assert.Equal(Json.Good(UserReader.Read(after.Attributes)), after);
    }

    [Theory]
    [InlineData("{'op':'remove'}", ScimType.NoTarget, "path")]
    [InlineData("{'op':'remove','value':{'title':'x'}}", ScimType.NoTarget, "path")]
    [InlineData("{'op':'replace','value':'x'}", ScimType.InvalidValue, "object")]
    [InlineData("{'op':'replace','path':'id','value':'x'}", ScimType.Mutability, "id is read-only")]
    [InlineData("{'op':'add','path':'meta.created','value':'x'}", ScimType.Mutability, "meta")]
    [InlineData("{'op':'add','path':'groups','value':[{'value':'g'}]}", ScimType.Mutability, "groups")]
    [InlineData("{'op':'remove','path':'groups[value eq \\'g\\']'}", ScimType.Mutability, "groups")]
    [InlineData("{'op':'remove','path':'userName'}", ScimType.Mutability, "userName")]
    [InlineData("{'op':'replace','path':'userName','value':''}", ScimType.InvalidValue, "userName")]
    [InlineData("{'op':'replace','path':'shoeSize','value':5}", ScimType.InvalidPath, "shoeSize")]
    [InlineData("{'op':'replace','path':'name.nick','value':5}", ScimType.InvalidPath, "nick")]
    [InlineData("{'op':'replace','path':'email','value':'x'}", ScimType.InvalidPath, "email")]
    [InlineData("{'op':'replace','path':'members','value':[]}", ScimType.InvalidPath, "members")]
    [InlineData("{'op':'replace','path':'" + Ent + ":shoes','value':5}", ScimType.InvalidPath, "shoes")]
    [InlineData("{'op':'replace','path':'emails[type eq \\'home\\'','value':5}", ScimType.InvalidPath, "bracket")]
    [InlineData("{'op':'replace','path':'emails[type eq \\'home\\']value','value':5}", ScimType.InvalidPath, "after")]
    [InlineData("{'op':'replace','path':'emails[type eq \\'home\\'].shoe','value':5}", ScimType.InvalidPath, "shoe")]
    [InlineData("{'op':'replace','path':'name[givenName pr].familyName','value':'x'}", ScimType.InvalidPath, "elements")]
    [InlineData("{'op':'replace','path':'emails[shoe pr]','value':5}", ScimType.InvalidFilter, "shoe")]
    [InlineData("{'op':'replace','path':'emails[type eq \\'none\\'].value','value':'x'}", ScimType.NoTarget, "emails")]
    [InlineData("{'op':'add','path':'emails[type ne \\'work\\' and type ne \\'home\\'].value','value':'x'}", ScimType.NoTarget, "emails")]
    [InlineData("{'op':'replace','path':'emails[type eq \\'home\\']','value':'x'}", ScimType.InvalidValue, "object")]
    [InlineData("{'op':'replace','path':'active','value':'maybe'}", ScimType.InvalidValue, "active")]
    [InlineData("{'op':'replace','path':'emails','value':'x'}", ScimType.InvalidValue, "emails")]
    [InlineData("{'op':'replace','path':'name','value':'x'}", ScimType.InvalidValue, "name")]
    [InlineData("{'op':'replace','value':{'externalId':5}}", ScimType.InvalidValue, "externalId")]
    [InlineData("{'op':'replace','value':{'x':{'a':1,'A':2}}}", ScimType.InvalidSyntax, "twice")]
    [InlineData("{'op':'add','path':'title','value':'new'},{'op':'replace','path':'id','value':'x'}", ScimType.Mutability, "Operation 2")]
    public void What_cannot_be_done_is_refused_and_nothing_is(string operations, ScimType type, string words)
    {
        var before = Json.User(Jane);
        var kept = before.ToJson();

        var error = UserPatch.Apply(before, Json.Operations(operations.Replace("\\'", "\\\""))).Error!;

        Assert.Equal((400, type), (error.Status, error.Type));
        Assert.Contains(words, error.Detail, StringComparison.Ordinal);
        Assert.Equal(kept, before.ToJson());
    }

    [Theory]
    [InlineData("{}", ScimType.InvalidSyntax)]
    [InlineData("{'Operations':[]}", ScimType.InvalidSyntax)]
    [InlineData("{'Operations':{}}", ScimType.InvalidSyntax)]
    [InlineData("{'Operations':['x']}", ScimType.InvalidSyntax)]
    [InlineData("{'Operations':[{'path':'title'}]}", ScimType.InvalidSyntax)]
    [InlineData("{'Operations':[{'op':'frob','path':'title','value':'x'}]}", ScimType.InvalidSyntax)]
    [InlineData("{'Operations':[{'op':5}]}", ScimType.InvalidSyntax)]
    [InlineData("{'Operations':[{'op':'add','path':5,'value':'x'}]}", ScimType.InvalidSyntax)]
    [InlineData("{'Operations':[{'op':'add','path':'title'}]}", ScimType.InvalidValue)]
    [InlineData("{'Operations':[{'op':'add','op':'add','path':'title','value':1}]}", ScimType.InvalidSyntax)]
    [InlineData("{'Operations':[{'op':'add','value':'\\u0000'}]}", ScimType.InvalidValue)]
    [InlineData("{'Operations':[{'op':'add','value':'\\ud800'}]}", ScimType.InvalidSyntax)]
    [InlineData("{'Operations':[{'op':'add','value':{'x':1e400}}]}", ScimType.InvalidValue)]
    [InlineData("{'Operations':[{'op':'add','value':{'x':[1,2}}]}", ScimType.InvalidSyntax)]
    [InlineData("{'schemas':['urn:ietf:params:scim:schemas:core:2.0:User'],'Operations':[{'op':'remove','path':'title'}]}", ScimType.InvalidSyntax)]
    public void What_is_no_patch_is_refused(string json, ScimType type) => Assert.Equal(type, PatchReader.Read(Json.Bytes(json)).Error?.Type);

    [Fact]
    public void A_patch_is_read_in_any_case_and_order_of_its_keys()
    {
        var operations = Json.Good(PatchReader.Read(Json.Bytes("\uFEFF{'OPERATIONS':[{'VALUE': [1, 'x'] ,'extra':{},'Path':' title ','OP':'ADD'},{'op':'remove','path':''}]}")));

        Assert.Equal((PatchVerb.Add, "title", "[1, \"x\"]"), (operations[0].Verb, operations[0].Path, System.Text.Encoding.UTF8.GetString(operations[0].Value.Span)));
        Assert.Equal((PatchVerb.Remove, null, 0), (operations[1].Verb, operations[1].Path, operations[1].Value.Length));
    }

    [Fact]
    public void More_than_a_thousand_operations_are_too_many()
    {
        static ScimError? Error(int count) =>
            PatchReader.Read(Json.Bytes($"{{'Operations':[{string.Join(',', Enumerable.Repeat("{'op':'remove','path':'title'}", count))}]}}")).Error;

        Assert.Null(Error(1000));
        Assert.Equal(ScimType.TooMany, Error(1001)!.Type);
    }

    [Fact]
    public void One_attribute_has_at_most_a_thousand_values()
    {
        static string Emails(int from, int count) => $"[{string.Join(',', Enumerable.Range(from, count).Select(number => $"{{'value':'{number}'}}"))}]";
        static ScimError? Add(int held, int added) =>
            UserPatch.Apply(Json.User($"{{'userName':'a','emails':{Emails(0, held)}}}"), Json.Operations($"{{'op':'add','path':'emails','value':{Emails(held, added)}}}")).Error;

        Assert.Null(Add(500, 500));
        Assert.Equal(ScimType.InvalidValue, Add(500, 501)!.Type);
        Assert.Equal(ScimType.InvalidValue, UserReader.Read(Json.Bytes($"{{'userName':'a','emails':{Emails(0, 1001)}}}")).Error!.Type);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Removing_the_status_changes_nobody_s(bool active) =>
        Assert.Equal(active, Json.Good(UserPatch.Apply(Json.User($"{{'userName':'a','active':{(active ? "true" : "false")}}}"), Json.Operations("{'op':'remove','path':'active'}"))).Active);
}
