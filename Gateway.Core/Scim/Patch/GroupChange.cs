namespace Gateway.Core.Scim.Patch;

/// <summary>What a PATCH does to a group.</summary>
/// <param name="Attributes">For <see cref="GroupPatch.Apply"/>; empty if only members change.</param>
/// <param name="Members">In order.</param>
public sealed record GroupChange(IReadOnlyList<PatchOperation> Attributes, IReadOnlyList<MembershipStep> Members)
{
    /// <summary>True if a step selects by filter, so that what it does depends on whom the group has; <see cref="Net"/> is then not to be had.</summary>
    public bool SelectsMembers => Members.Any(step => step is MembershipStep.RemoveWhere);

    /// <summary>The net effect of all steps, whatever the group has: the last word about each value counts.</summary>
    /// <exception cref="InvalidOperationException"><see cref="SelectsMembers"/>.</exception>
    public MembershipNet Net()
    {
        var replacesAll = false;
        var words = new Dictionary<string, bool>(StringComparer.Ordinal);
        foreach (var step in Members)
        {
            switch (step)
            {
                case MembershipStep.Add add:
                    Say(words, add.Values, isMember: true);
                    break;
                case MembershipStep.Remove remove:
                    Say(words, remove.Values, isMember: false);
                    break;
                case MembershipStep.ReplaceAll replace:
                    replacesAll = true;
                    words.Clear();
                    Say(words, replace.Values, isMember: true);
                    break;
                default:
                    throw new InvalidOperationException("What a filter selects depends on whom the group has.");
            }
        }

        var added = new List<string>(words.Count);
        var removed = new List<string>();
        foreach (var (value, isMember) in words)
        {
            if (isMember)
            {
                added.Add(value);
            }
            else if (!replacesAll)
            {
                removed.Add(value);
            }
        }

        return new MembershipNet(replacesAll, added, removed);
    }

    private static void Say(Dictionary<string, bool> words, IReadOnlyList<string> values, bool isMember)
    {
        foreach (var value in values)
        {
            words[value] = isMember;
        }
    }
}

/// <summary>The net effect of the steps.</summary>
/// <param name="ReplacesAll">True: the members are <paramref name="Added"/> and nobody else; <paramref name="Removed"/> is then empty.</param>
/// <param name="Added">Who is in the group afterwards, each once, in order of appearance.</param>
/// <param name="Removed">Who is not, each once.</param>
public sealed record MembershipNet(bool ReplacesAll, IReadOnlyList<string> Added, IReadOnlyList<string> Removed);
