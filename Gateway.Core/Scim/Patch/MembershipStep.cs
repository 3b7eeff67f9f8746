using System.Text.Json.Nodes;
using Gateway.Core.Scim.Filters;

namespace Gateway.Core.Scim.Patch;

/// <summary>One change of a group's members. Values are as they were sent: our id of a user, or an externalId.</summary>
public abstract record MembershipStep
{
    private MembershipStep()
    {
    }

    public sealed record Add(IReadOnlyList<string> Values) : MembershipStep;

    public sealed record Remove(IReadOnlyList<string> Values) : MembershipStep;

    /// <summary>Members whom the filter selects by <c>value</c> and <c>type</c>, e.g. <c>value ne "usr_…"</c>.</summary>
    public sealed record RemoveWhere(FilterExpression Filter) : MembershipStep
    {
        /// <summary>Whether a member of that value is one of them.</summary>
        public bool Selects(string value) => FilterEvaluator.MatchesElement(Filter, new JsonObject { ["value"] = value, ["type"] = "User" });
    }

    public sealed record ReplaceAll(IReadOnlyList<string> Values) : MembershipStep;
}
