using Gateway.Core.Ids;

namespace Gateway.Core.Identities;

/// <summary>Members as they were named in a request, told apart: those that read as our ids, and those that may be an externalId.</summary>
internal sealed record MemberValues(IReadOnlyList<UserId> Ids, IReadOnlyList<string> Others)
{
    public static MemberValues Of(IReadOnlyList<string> values)
    {
        var ids = new List<UserId>(values.Count);
        List<string>? others = null;
        foreach (var value in values)
        {
            if (TypedId.TryParse<UserId>(value, out var id))
            {
                ids.Add(id);
            }
            else
            {
                (others ??= []).Add(value);
            }
        }

        return new MemberValues(ids, others ?? []);
    }
}
