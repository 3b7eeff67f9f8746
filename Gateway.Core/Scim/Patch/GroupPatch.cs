using System.Text.Json;
using Gateway.Core.Scim.Errors;
using Gateway.Core.Scim.Filters;
using Gateway.Core.Scim.Resources;

namespace Gateway.Core.Scim.Patch;

/// <summary>A PATCH of a group in two parts: its attributes, applied in memory, and its members, whom nobody loads to change them.</summary>
public static class GroupPatch
{
    /// <summary>Both parts, each in order. What is not supported is refused (okta.md OV-75), never ignored.</summary>
    public static ScimResult<GroupChange> Compile(IReadOnlyList<PatchOperation> operations)
    {
        var attributes = new List<PatchOperation>();
        var members = new List<MembershipStep>();
        for (var i = 0; i < operations.Count; i++)
        {
            if (Compile(operations[i], attributes, members) is { } error)
            {
                return operations.Count == 1 ? error : error with { Detail = $"Operation {i + 1}: {error.Detail}" };
            }
        }

        return new GroupChange(attributes, members);
    }

    /// <summary>Applies <see cref="GroupChange.Attributes"/>: every operation in order, or none.</summary>
    public static ScimResult<ScimGroup> Apply(ScimGroup before, IReadOnlyList<PatchOperation> attributeOperations)
    {
        var attributes = AttributePatch.Apply(before.Attributes, attributeOperations, ResourceType.Group);
        return attributes.Succeeded ? new ScimGroup(attributes.Value) : attributes.Error;
    }

    private static ScimError? Compile(PatchOperation operation, List<PatchOperation> attributes, List<MembershipStep> members)
    {
        if (operation.Path is null)
        {
            return CompileObject(operation, attributes, members);
        }

        if (operation.Path.Equals("members", StringComparison.OrdinalIgnoreCase))
        {
            return CompileMembers(operation, members);
        }

        var path = PatchPath.Parse(operation.Path, ResourceType.Group, static _ => false);
        if (!path.Succeeded)
        {
            return path.Error;
        }

        if (path.Value.Attribute is not { Extension: null, Name: "members" } attribute)
        {
            attributes.Add(operation);
            return null;
        }

        if (attribute.SubName is not null || (path.Value.Filter is not null && operation.Verb != PatchVerb.Remove))
        {
            return ScimError.InvalidPath("Members can be added and replaced by the path members, and removed by it or by members[value eq \"…\"].");
        }

        if (path.Value.Filter is not { } filter)
        {
            return CompileMembers(operation, members);
        }

        var named = new List<string>();
        members.Add(TryNames(filter, named) ? new MembershipStep.Remove(named) : new MembershipStep.RemoveWhere(filter));
        return null;
    }

    /// <summary>Without a path: an object of attributes, members among them (okta.md OV-56).</summary>
    private static ScimError? CompileObject(PatchOperation operation, List<PatchOperation> attributes, List<MembershipStep> members)
    {
        if (operation.Verb == PatchVerb.Remove)
        {
            return ScimError.NoTarget("A remove needs a path that says what to remove.");
        }

        if (operation.ValueKind != JsonValueKind.Object)
        {
            return ScimError.InvalidValue("Without a path the value must be an object of attributes.");
        }

        var reader = JsonReading.Reopen(operation.Value.Span);
        if (GroupReader.Read(ref reader, out var rest, out var values, out var hasMembers) is { } error)
        {
            return error;
        }

        if (hasMembers)
        {
            members.Add(operation.Verb == PatchVerb.Add ? new MembershipStep.Add(values ?? []) : new MembershipStep.ReplaceAll(values ?? []));
        }

        rest.Remove("id");
        rest.Remove("schemas");
        rest.Remove("meta");
        if (rest.Count > 0)
        {
            attributes.Add(hasMembers ? PatchOperation.Of(operation.Verb, null, rest) : operation);
        }

        return null;
    }

    private static ScimError? CompileMembers(PatchOperation operation, List<MembershipStep> members)
    {
        IReadOnlyList<string>? values = null;
        if (operation.HasValue)
        {
            var reader = JsonReading.Reopen(operation.Value.Span);
            if (MemberValues.Read(ref reader, out values) is { } error)
            {
                return error;
            }
        }

        members.Add(operation.Verb switch
        {
            PatchVerb.Add => new MembershipStep.Add(values ?? []),
            PatchVerb.Remove when values is not null => new MembershipStep.Remove(values),
            _ => new MembershipStep.ReplaceAll(values ?? []),
        });
        return null;
    }

    /// <summary>Whether a filter names members one by one: <c>value eq "…"</c>, or several joined by <c>or</c>.</summary>
    private static bool TryNames(FilterExpression filter, List<string> values)
    {
        switch (filter)
        {
            case FilterExpression.Or or:
                return TryNames(or.Left, values) && TryNames(or.Right, values);
            case FilterExpression.Comparison { Operator: FilterOperator.Equal, Path.Name: "value", Value: FilterValue.Text text }:
                if (!values.Contains(text.Value))
                {
                    values.Add(text.Value);
                }

                return true;
            default:
                return false;
        }
    }
}
