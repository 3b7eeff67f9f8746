using System.Globalization;
using System.Text;
using FsCheck;
using FsCheck.Fluent;
using Gateway.Core.Scim.Errors;
using Gateway.Core.Scim.Patch;
using Gateway.Core.Scim.Resources;

namespace Gateway.Tests.Scim;

public sealed class GroupPatchTests
{
    /// <summary>Operations, and their net effect: "=" replaces all, then who joins and who leaves.</summary>
    [Theory]
    [InlineData("{'op':'add','path':'members','value':[{'value':'U1','display':'a@b'},{'value':'U2'}]}", "+U1 +U2")]
    [InlineData("{'op':'ADD','path':'Members','value':{'value':'U1'}}", "+U1")]
    [InlineData("{'op':'remove','path':'members[value eq \\'U1\\']'},{'op':'remove','path':'members[value eq \\'U2\\']'},{'op':'add','path':'members','value':[{'value':'U3'}]}", "+U3 -U1 -U2")]
    [InlineData("{'op':'remove','path':'members[value eq \\'U1\\' or value eq \\'U2\\']'}", "-U1 -U2")]
    [InlineData("{'op':'remove','path':'urn:ietf:params:scim:schemas:core:2.0:Group:members[Value EQ \\'U1\\']'}", "-U1")]
    [InlineData("{'op':'remove','path':'members','value':[{'value':'U1'},{'value':'U2'}]}", "-U1 -U2")]
    [InlineData("{'op':'remove','path':'members','value':[]}", "")]
    [InlineData("{'op':'remove','path':'members'}", "=")]
    [InlineData("{'op':'replace','path':'members','value':[{'value':'U2'},{'value':'U3'}]}", "= +U2 +U3")]
    [InlineData("{'op':'replace','path':'members','value':[]}", "=")]
    [InlineData("{'op':'replace','path':'members','value':null}", "=")]
    [InlineData("{'op':'replace','value':{'members':[],'id':'G1'}}", "=")]
    [InlineData("{'op':'add','value':{'MEMBERS':[{'value':'U1'}]}}", "+U1")]
    [InlineData("{'op':'remove','path':'members[value eq \\'U1\\']'},{'op':'add','path':'members','value':[{'value':'U2'}]},{'op':'replace','path':'members','value':[{'value':'U3'}]}", "= +U3")]
    [InlineData("{'op':'replace','path':'members','value':[{'value':'U3'}]},{'op':'remove','path':'members[value eq \\'U3\\']'},{'op':'add','path':'members','value':[{'value':'U4'}]}", "= +U4")]
    [InlineData("{'op':'add','path':'members','value':[{'value':'U1'}]},{'op':'remove','path':'members[value eq \\'U1\\']'}", "-U1")]
    [InlineData("{'op':'remove','path':'members[value eq \\'U1\\']'},{'op':'add','path':'members','value':[{'value':'U1'}]}", "+U1")]
    public void Members_come_and_go_in_order(string operations, string net)
    {
        var change = Json.Good(GroupPatch.Compile(Json.Operations(operations.Replace("\\'", "\\\""))));

        Assert.Empty(change.Attributes);
        Assert.Equal(net, Text(change.Net()));
    }

    [Theory]
    [InlineData("{'op':'replace','value':{'id':'G1','displayName':'Eng'}}", "Eng")]
    [InlineData("{'op':'replace','path':'displayName','value':'Ops'}", "Ops")]
    [InlineData("{'op':'replace','value':{'members':[],'id':'G1','displayName':'Ops','description':'d'}}", "Ops")]
    [InlineData("{'op':'add','path':'externalId','value':'e'}", "Eng")]
    public void Attributes_are_patched_as_a_user_s_are(string operations, string name)
    {
        var before = Json.Good(GroupReader.Read(Json.Bytes("{'displayName':'Eng'}"))).Group;
        var change = Json.Good(GroupPatch.Compile(Json.Operations(operations)));

        var after = Json.Good(GroupPatch.Apply(before, change.Attributes));

        Assert.Equal(name, after.DisplayName);
        Assert.Equal(operations.Contains("externalId", StringComparison.Ordinal) ? "e" : null, after.ExternalId);
        Assert.False(after.Attributes.ContainsKey("members"));
    }

    [Fact]
    public void The_name_that_Okta_repeats_with_every_change_is_no_change()
    {
        var before = Json.Good(GroupReader.Read(Json.Bytes("{'displayName':'Eng'}"))).Group;
        var change = Json.Good(GroupPatch.Compile(Json.Operations("{'op':'replace','value':{'id':'G1','displayName':'Eng'}}")));

        Assert.Equal(before, Json.Good(GroupPatch.Apply(before, change.Attributes)));
        Assert.Empty(Json.Good(GroupPatch.Compile(Json.Operations("{'op':'replace','value':{'id':'G1','schemas':[]}}"))).Attributes);
    }

    [Theory]
    [InlineData("{'op':'replace','path':'members[value eq \\'U1\\']','value':{'value':'U2'}}", ScimType.InvalidPath)]
    [InlineData("{'op':'add','path':'members[value eq \\'U1\\']','value':{'value':'U2'}}", ScimType.InvalidPath)]
    [InlineData("{'op':'remove','path':'members[value eq \\'U1\\'].display'}", ScimType.InvalidPath)]
    [InlineData("{'op':'replace','path':'members.value','value':'U1'}", ScimType.InvalidPath)]
    [InlineData("{'op':'remove','path':'members[value eq \\'U1\\'].x'}", ScimType.InvalidPath)]
    [InlineData("{'op':'remove','path':'members[display eq \\'a\\']'}", ScimType.InvalidFilter)]
    [InlineData("{'op':'remove','path':'members[value eq U1]'}", ScimType.InvalidFilter)]
    [InlineData("{'op':'remove','path':'members[value eq \\'U1\\''}", ScimType.InvalidPath)]
    [InlineData("{'op':'replace','path':'owners','value':[]}", ScimType.InvalidPath)]
    [InlineData("{'op':'remove'}", ScimType.NoTarget)]
    [InlineData("{'op':'replace','value':[{'value':'U1'}]}", ScimType.InvalidValue)]
    [InlineData("{'op':'add','path':'members','value':['U1']}", ScimType.InvalidValue)]
    [InlineData("{'op':'add','path':'members','value':[{'value':'G2','type':'group'}]}", ScimType.InvalidValue)]
    [InlineData("{'op':'add','value':{'members':[],'members ':1,'Members':[]}}", ScimType.InvalidSyntax)]
    public void What_is_not_supported_is_refused_never_ignored(string operations, ScimType type) =>
        Assert.Equal((400, type), GroupPatch.Compile(Json.Operations(operations.Replace("\\'", "\\\""))).Error is { } error ? (error.Status, error.Type!.Value) : default);

    [Theory]
    [InlineData("{'op':'replace','path':'id','value':'x'}", ScimType.Mutability)]
    [InlineData("{'op':'remove','path':'displayName'}", ScimType.Mutability)]
    [InlineData("{'op':'replace','path':'displayName','value':''}", ScimType.InvalidValue)]
    [InlineData("{'op':'replace','value':{'urn:ietf:params:scim:schemas:core:2.0:Group':{'members':[]}}}", ScimType.InvalidPath)]
    [InlineData("{'op':'replace','value':{'members.value':'x'}}", ScimType.InvalidPath)]
    public void What_cannot_be_done_to_its_attributes_is_refused(string operations, ScimType type)
    {
        var before = Json.Good(GroupReader.Read(Json.Bytes("{'displayName':'Eng'}"))).Group;
        var change = Json.Good(GroupPatch.Compile(Json.Operations(operations)));

        Assert.Equal(type, GroupPatch.Apply(before, change.Attributes).Error?.Type);
    }

    [Fact]
    public void A_filter_that_names_nobody_selects_by_looking()
    {
        var change = Json.Good(GroupPatch.Compile(Json.Operations("{'op':'remove','path':'members[not (value eq \\\"U1\\\")]'}")));

        Assert.True(change.SelectsMembers);
        var step = Assert.IsType<MembershipStep.RemoveWhere>(Assert.Single(change.Members));
        Assert.False(step.Selects("U1"));
        Assert.True(step.Selects("U2"));
        Assert.Throws<InvalidOperationException>(change.Net);
        Assert.True(((MembershipStep.RemoveWhere)Json.Good(GroupPatch.Compile(Json.Operations("{'op':'remove','path':'members[type eq \\\"user\\\"]'}"))).Members[0]).Selects("U1"));
    }

    [Fact]
    public void The_net_effect_is_what_the_steps_do_one_by_one() =>
        Prop.ForAll(Steps.ListOf().ToArbitrary(), Gen.Elements("A", "B", "C", "D").ListOf().ToArbitrary(), (steps, held) =>
        {
            var members = held.ToHashSet();
            foreach (var step in steps)
            {
                switch (step)
                {
                    case MembershipStep.Add add:
                        members.UnionWith(add.Values);
                        break;
                    case MembershipStep.Remove remove:
                        members.ExceptWith(remove.Values);
                        break;
                    case MembershipStep.ReplaceAll replace:
                        members = [.. replace.Values];
                        break;
                }
            }

            var net = new GroupChange([], [.. steps]).Net();
            var after = net.ReplacesAll ? [.. net.Added] : held.Union(net.Added).Except(net.Removed).ToHashSet();
            return after.SetEquals(members) && !net.Added.Intersect(net.Removed).Any() && (!net.ReplacesAll || net.Removed.Count == 0);
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void A_hundred_thousand_members_cost_their_values_and_little_else()
    {
        var json = new StringBuilder("{\"Operations\":[{\"op\":\"replace\",\"path\":\"members\",\"value\":[");
        for (var i = 0; i < 100_000; i++)
        {
            json.Append(i == 0 ? "" : ",").Append(CultureInfo.InvariantCulture, $$"""{"value":"usr_{{i:d26}}","display":"person{{i}}@example.com"}""");
        }

        var bytes = Encoding.UTF8.GetBytes(json.Append("]}]}").ToString());
        var before = GC.GetAllocatedBytesForCurrentThread();
        var net = Json.Good(GroupPatch.Compile(Json.Good(PatchReader.Read(bytes)))).Net();

        Assert.Equal(100_000, net.Added.Count);
        Assert.True(GC.GetAllocatedBytesForCurrentThread() - before < 30_000_000);
    }

    private static Gen<MembershipStep> Steps =>
        from values in Gen.Elements("A", "B", "C", "D", "E").ListOf()
        let distinct = values.Distinct().ToArray()
        from step in Gen.Elements<MembershipStep>(new MembershipStep.Add(distinct), new MembershipStep.Remove(distinct), new MembershipStep.ReplaceAll(distinct))
        select step;

    private static string Text(MembershipNet net) =>
        string.Join(' ', (IEnumerable<string>)[.. net.ReplacesAll ? ["="] : Array.Empty<string>(), .. net.Added.Select(value => "+" + value), .. net.Removed.Select(value => "-" + value)]);
}
