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
        public bool Selects(string value) => throw new NotImplementedException();
    }

    public sealed record ReplaceAll(IReadOnlyList<string> Values) : MembershipStep;
}
