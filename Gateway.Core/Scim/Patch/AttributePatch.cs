using System.Text.Json.Nodes;
using Gateway.Core.Scim.Errors;
using Gateway.Core.Scim.Filters;
using Gateway.Core.Scim.Resources;

namespace Gateway.Core.Scim.Patch;

/// <summary>Applies operations to a copy of a resource's attributes, which is canonical after each of them. RFC 7644 §3.5.2.
/// What is removed but is not there changes nothing; password is dropped; a path to what the gateway computes is refused, but in a value
/// without path it is passed over, for Okta sends <c>id</c> and <c>schemas</c> there (okta.md §1.14).</summary>
internal sealed class AttributePatch
{
    private readonly JsonObject state;
    private readonly ResourceType type;

    private AttributePatch(JsonObject state, ResourceType type)
    {
        this.state = state;
        this.type = type;
    }

    public static ScimResult<JsonObject> Apply(JsonObject before, IReadOnlyList<PatchOperation> operations, ResourceType type)
    {
        var patch = new AttributePatch((JsonObject)before.DeepClone(), type);
        for (var i = 0; i < operations.Count; i++)
        {
            if (patch.Apply(operations[i]) is { } error)
            {
                return operations.Count == 1 ? error : error with { Detail = $"Operation {i + 1}: {error.Detail}" };
            }
        }

        return Canonicalizer.Finish(patch.state, DeclaredSchemas(before), type, CanonicalJson.FindBoolean(before, "active") ?? true) is { } missing ? missing : patch.state;
    }

    /// <summary>The schemas that were sent without being needed; those of extensions come and go with their values.</summary>
    private static JsonArray DeclaredSchemas(JsonObject before)
    {
        var declared = new JsonArray();
        foreach (var schema in before["schemas"] as JsonArray ?? [])
        {
            if (CanonicalJson.TryText(schema, out var urn) && !before.ContainsKey(urn))
            {
                declared.Add(JsonValue.Create(urn));
            }
        }

        return declared;
    }

    private ScimError? Apply(PatchOperation operation)
    {
        JsonNode? value = null;
        if (operation.HasValue && JsonReading.ReadValue(operation.Value.Span, out value) is { } unreadable)
        {
            return unreadable;
        }

        if (operation.Path is { } path)
        {
            return ApplyPath(operation.Verb, path, value);
        }

        if (operation.Verb == PatchVerb.Remove)
        {
            return ScimError.NoTarget("A remove needs a path that says what to remove.");
        }

        return value is JsonObject attributes
            ? ApplyMembers(operation.Verb, attributes)
            : ScimError.InvalidValue("Without a path the value must be an object of attributes.");
    }

    private ScimError? ApplyMembers(PatchVerb verb, JsonObject attributes)
    {
        foreach (var (name, value) in attributes)
        {
            if (ApplyMember(verb, name, value) is { } error)
            {
                return error;
            }
        }

        return null;
    }

    /// <summary>One member of a value without path; its name may be a path all the same, as other clients write it.</summary>
    private ScimError? ApplyMember(PatchVerb verb, string name, JsonNode? value)
    {
        if (type.Find(name) is { } attribute)
        {
            return Canonicalizer.IsKept(attribute, type) ? Change(verb, state, name, attribute, value)
                : attribute.Mutability == Mutability.ReadOnly ? null
                : Untouchable(attribute);
        }

        if (name.Contains('[', StringComparison.Ordinal))
        {
            return ApplyPath(verb, name, value);
        }

        if (name.Contains(':', StringComparison.Ordinal))
        {
            return ApplyQualified(verb, name, value);
        }

        return name.Contains('.', StringComparison.Ordinal) && AttributePaths.TryResolve(name, type, out var path, out _)
            ? Canonicalizer.IsKept(path.Definition!, type) ? Apply(verb, path, value) : Untouchable(path.Definition!)
            : Change(verb, state, name, null, value);
    }

    private ScimError? ApplyQualified(PatchVerb verb, string name, JsonNode? value)
    {
        if (Canonicalizer.IsUnder(type.Schema.Id, name, out var core))
        {
            return core.Length > 0 ? ApplyMember(verb, core, value)
                : value is JsonObject attributes ? ApplyMembers(verb, attributes)
                : ScimError.InvalidValue($"{type.Schema.Id} must be an object of attributes.");
        }

        if (type.FindExtension(name) is not null || (value is JsonObject && AttributePaths.IsForeignUrn(name)))
        {
            return ChangeExtension(verb, type.FindExtension(name)?.Id ?? name, value);
        }

        return !state.ContainsKey(name) && AttributePaths.TryResolve(name, type, out var path, out _)
            ? Apply(verb, path, value)
            : Change(verb, state, name, null, value);
    }

    private ScimError? ApplyPath(PatchVerb verb, string text, JsonNode? value)
    {
        var parsed = PatchPath.Parse(text, type, state.ContainsKey);
        if (!parsed.Succeeded)
        {
            return parsed.Error;
        }

        var path = parsed.Value;
        if (path.Extension is { } extension)
        {
            return ChangeExtension(verb, extension, value);
        }

        var attribute = path.Attribute!;
        if (attribute.Definition is { } definition && !Canonicalizer.IsKept(definition, type))
        {
            return Untouchable(definition);
        }

        return path.Filter is { } filter ? ApplySelected(verb, attribute, filter, value) : Apply(verb, attribute, value);
    }

    private static ScimError? Untouchable(AttributeDefinition definition) =>
        definition.Mutability == Mutability.WriteOnly || definition.Name == "schemas" ? null // A password is forgotten, schemas follow from the values.
        : definition.Mutability == Mutability.ReadOnly ? ScimError.Mutability($"{definition.Name} is read-only: the gateway keeps it.")
        : ScimError.InvalidPath($"{definition.Name} cannot be changed in this way.");

    /// <summary>A path without filter.</summary>
    private ScimError? Apply(PatchVerb verb, AttributePath path, JsonNode? value) => InContainer(path.Extension, container =>
    {
        if (path.SubName is null)
        {
            return verb == PatchVerb.Remove ? Remove(container, path, value) : Change(verb, container, path.Name, path.Definition, value);
        }

        var part = verb == PatchVerb.Remove ? null : value;
        return path.Definition is { MultiValued: true } || container[path.Name] is JsonArray
            ? ChangeEveryPart(container, path, part)
            : ChangePart(container, path, part);
    });

    /// <summary>Runs a change on the resource itself, or on one of its extensions, which comes and goes with its values.</summary>
    private ScimError? InContainer(string? extension, Func<JsonObject, ScimError?> change)
    {
        if (extension is null)
        {
            return change(state);
        }

        var held = state[extension] as JsonObject;
        var container = held ?? JsonReading.NewObject();
        var error = change(container);
        if (container.Count == 0)
        {
            state.Remove(extension);
        }
        else if (held is null)
        {
            state[extension] = container;
        }

        return error;
    }

    private ScimError? ChangeExtension(PatchVerb verb, string urn, JsonNode? value)
    {
        if (verb == PatchVerb.Remove || (verb == PatchVerb.Replace && Canonicalizer.IsEmpty(value)))
        {
            state.Remove(urn);
            return null;
        }

        if (value is not JsonObject attributes)
        {
            return Canonicalizer.IsEmpty(value) ? null : ScimError.InvalidValue($"{urn} must be an object with the extension's attributes.");
        }

        var schema = type.FindExtension(urn);
        return InContainer(urn, container =>
        {
            foreach (var (name, part) in attributes)
            {
                if (Change(verb, container, name, schema?.Find(name), part) is { } error)
                {
                    return error;
                }
            }

            return null;
        });
    }

    /// <summary>Add or replace of a whole attribute.</summary>
    private static ScimError? Change(PatchVerb verb, JsonObject container, string name, AttributeDefinition? definition, JsonNode? value)
    {
        if (definition is null)
        {
            return verb == PatchVerb.Add && container[name] is JsonArray held && Canonicalizer.Raw(value) is { } more
                ? Append(held, more, name, null)
                : Canonicalizer.SetRaw(container, name, value);
        }

        if (definition.MultiValued)
        {
            if (verb == PatchVerb.Replace || container[definition.Name] is not JsonArray elements)
            {
                return verb == PatchVerb.Add && Canonicalizer.IsEmpty(value) ? null : Canonicalizer.Set(container, definition, null, value);
            }

            return Canonicalizer.Value(definition, null, value, out var added) ?? (added is null ? null : Append(elements, added, name, definition));
        }

        // The parts that are given replace those of the same name (RFC 7644 §3.5.2.3); but another manager does not keep the former one's name.
        if (definition.Type == AttributeType.Complex && value is JsonObject parts && container[definition.Name] is JsonObject complex
            && (verb == PatchVerb.Add || definition.Find("value") is null))
        {
            return Merge(container, complex, definition, parts);
        }

        return Canonicalizer.Set(container, definition, null, value);
    }

    private static ScimError? Merge(JsonObject container, JsonObject complex, AttributeDefinition definition, JsonObject parts)
    {
        foreach (var (name, part) in parts)
        {
            var error = definition.Find(name) is { } sub
                ? Canonicalizer.Set(complex, sub, definition, part)
                : Canonicalizer.SetRaw(complex, name, part);
            if (error is not null)
            {
                return error;
            }
        }

        if (complex.Count == 0)
        {
            container.Remove(definition.Name);
        }

        return null;
    }

    /// <summary>Adds what is not there yet. An element with the same value and type takes the new parts. RFC 7643 §2.4.</summary>
    private static ScimError? Append(JsonArray held, JsonNode added, string name, AttributeDefinition? definition)
    {
        JsonNode?[] elements = added is JsonArray list ? [.. list] : [added];
        if (held.Count + elements.Length > Canonicalizer.MaxElements)
        {
            return Canonicalizer.TooManyElements(name);
        }

        (added as JsonArray)?.Clear();
        var touched = new HashSet<JsonNode>();
        foreach (var element in elements)
        {
            if (element is JsonObject item && Twin(held, item, definition) is { } twin)
            {
                touched.Add(twin);
                foreach (var (key, part) in item)
                {
                    twin[key] = part?.DeepClone();
                }
            }
            else if (element is not null && !held.Any(one => CanonicalJson.Same(one, element)))
            {
                touched.Add(element);
                held.Add(element);
            }
        }

        Canonicalizer.KeepOnePrimary(held, touched.Contains);
        return null;
    }

    private static JsonObject? Twin(JsonArray held, JsonObject item, AttributeDefinition? definition)
    {
        if (definition?.Find("value") is not { } value || !item.ContainsKey("value"))
        {
            return null;
        }

        foreach (var one in held)
        {
            if (one is JsonObject candidate && SameText(candidate["value"], item["value"], value.CaseExact)
                && SameText(candidate["type"], item["type"], caseExact: false))
            {
                return candidate;
            }
        }

        return null;
    }

    private static ScimError? Remove(JsonObject container, AttributePath path, JsonNode? value)
    {
        if (path.Definition is { Required: true })
        {
            return ScimError.Mutability($"{path.Definition.Name} is required and cannot be removed.");
        }

        if (container[path.Name] is not JsonArray elements || Canonicalizer.IsEmpty(value))
        {
            container.Remove(path.Name);
            return null;
        }

        // Not in the RFC, but sent by others: which elements to remove, as a value.
        JsonNode?[] wanted = value is JsonArray list ? [.. list] : [value];
        for (var i = elements.Count - 1; i >= 0; i--)
        {
            if (wanted.Any(one => IsMeant(elements[i], one, path.Definition)))
            {
                elements.RemoveAt(i);
            }
        }

        DropIfEmpty(container, path.Name, elements);
        return null;
    }

    /// <summary>Whether a value names an element: by its own <c>value</c> (and <c>type</c>, if given), else by all parts that are given.</summary>
    private static bool IsMeant(JsonNode? element, JsonNode? wanted, AttributeDefinition? definition)
    {
        if (element is not JsonObject item)
        {
            return CanonicalJson.Same(element, wanted);
        }

        if (wanted is not JsonObject parts)
        {
            return SameText(item["value"], wanted, definition?.Find("value")?.CaseExact ?? false);
        }

        var byValue = !Canonicalizer.IsEmpty(parts["value"]);
        var compared = 0;
        foreach (var (name, part) in parts)
        {
            if (Canonicalizer.IsEmpty(part) || (byValue && !name.Equals("value", StringComparison.OrdinalIgnoreCase) && !name.Equals("type", StringComparison.OrdinalIgnoreCase)))
            {
                continue;
            }

            compared++;
            var own = item[definition?.Find(name)?.Name ?? name];
            if (!SameText(own, part, definition?.Find(name)?.CaseExact ?? false) && !CanonicalJson.Same(own, part))
            {
                return false;
            }
        }

        return compared > 0;
    }

    private static ScimError? ChangePart(JsonObject container, AttributePath path, JsonNode? value)
    {
        var held = container[path.Name] as JsonObject;
        var complex = held ?? JsonReading.NewObject();
        var error = SetPart(complex, path, value);
        if (complex.Count == 0)
        {
            container.Remove(path.Name);
        }
        else if (held is null)
        {
            container[path.Name] = complex;
        }

        return error;
    }

    /// <summary>The same part of every element; of a new one if there is none.</summary>
    private static ScimError? ChangeEveryPart(JsonObject container, AttributePath path, JsonNode? value)
    {
        if (container[path.Name] is not JsonArray elements)
        {
            elements = [];
            container[path.Name] = elements;
        }

        if (elements.Count == 0 && !Canonicalizer.IsEmpty(value))
        {
            elements.Add((JsonNode)JsonReading.NewObject());
        }

        return ChangeElements(container, path, elements, [.. elements.OfType<JsonObject>()], value);
    }

    /// <summary>A path with a filter.</summary>
    private ScimError? ApplySelected(PatchVerb verb, AttributePath path, FilterExpression filter, JsonNode? value) => InContainer(path.Extension, container =>
    {
        var elements = container[path.Name] as JsonArray ?? [];
        var selected = new List<JsonObject>();
        foreach (var element in elements)
        {
            if (element is JsonObject item && FilterEvaluator.MatchesElement(filter, item))
            {
                selected.Add(item);
            }
        }

        if (verb == PatchVerb.Remove)
        {
            return RemoveSelected(container, path, elements, selected);
        }

        if (selected.Count == 0)
        {
            var created = JsonReading.NewObject();
            if (verb == PatchVerb.Replace || !TryFill(created, filter))
            {
                return ScimError.NoTarget($"No element of {path with { SubName = null }} meets the filter in the path.");
            }

            elements.Add((JsonNode)created);
            selected.Add(created);
            container[path.Name] = elements.Parent is null ? elements : container[path.Name];
        }

        return path.SubName is not null
            ? ChangeElements(container, path, elements, selected, value)
            : ReplaceElements(verb, container, path, elements, selected, value);
    });

    private static ScimError? RemoveSelected(JsonObject container, AttributePath path, JsonArray elements, List<JsonObject> selected)
    {
        if (path.SubName is not null)
        {
            return ChangeElements(container, path, elements, selected, null);
        }

        foreach (var element in selected)
        {
            elements.Remove(element);
        }

        DropIfEmpty(container, path.Name, elements);
        return null;
    }

    private static ScimError? ChangeElements(JsonObject container, AttributePath path, JsonArray elements, List<JsonObject> selected, JsonNode? value)
    {
        foreach (var element in selected)
        {
            if (SetPart(element, path, value) is { } error)
            {
                return error;
            }

            if (element.Count == 0)
            {
                elements.Remove(element);
            }
        }

        Canonicalizer.KeepOnePrimary(elements, selected.Contains);
        DropIfEmpty(container, path.Name, elements);
        return null;
    }

    /// <summary>Each selected element gives way to the value (replace), or takes its parts (add).</summary>
    private static ScimError? ReplaceElements(
        PatchVerb verb, JsonObject container, AttributePath path, JsonArray elements, List<JsonObject> selected, JsonNode? value)
    {
        var single = value is JsonArray { Count: 1 } list ? list[0] : value;
        if (single is not JsonObject parts)
        {
            return ScimError.InvalidValue($"An element of {path} must be an object.");
        }

        var whole = JsonReading.NewObject();
        if (path.Definition is { } definition)
        {
            if (Canonicalizer.Complex(definition, parts, out whole) is { } error)
            {
                return error;
            }
        }
        else if (Canonicalizer.Raw(parts) is JsonObject cleaned)
        {
            whole = cleaned;
        }

        foreach (var element in selected)
        {
            if (verb == PatchVerb.Replace)
            {
                element.Clear();
            }

            foreach (var (name, part) in whole)
            {
                element[name] = part?.DeepClone();
            }

            if (element.Count == 0)
            {
                elements.Remove(element);
            }
        }

        Canonicalizer.KeepOnePrimary(elements, selected.Contains);
        DropIfEmpty(container, path.Name, elements);
        return null;
    }

    private static ScimError? SetPart(JsonObject complex, AttributePath path, JsonNode? value) => path.SubDefinition is { } definition
        ? Canonicalizer.Set(complex, definition, path.Definition, value)
        : Canonicalizer.SetRaw(complex, path.SubName!, value);

    /// <summary>What a filter of equations says about the element that would meet it.</summary>
    private static bool TryFill(JsonObject element, FilterExpression filter)
    {
        switch (filter)
        {
            case FilterExpression.And and:
                return TryFill(element, and.Left) && TryFill(element, and.Right);
            case FilterExpression.Comparison { Operator: FilterOperator.Equal, Value: FilterValue.Text text, Path: var path } when text.Value.Length > 0:
                element[path.Name] = text.Value;
                return true;
            case FilterExpression.Comparison { Operator: FilterOperator.Equal, Value: FilterValue.Boolean flag, Path: var path }:
                element[path.Name] = flag.Value;
                return true;
            default:
                return false;
        }
    }

    private static void DropIfEmpty(JsonObject container, string name, JsonArray elements)
    {
        if (elements.Count == 0)
        {
            container.Remove(name);
        }
    }

    private static bool SameText(JsonNode? left, JsonNode? right, bool caseExact) =>
        (left is null && right is null)
        || (CanonicalJson.TryText(left, out var a) && CanonicalJson.TryText(right, out var b) && (caseExact ? a == b : Fold.Of(a) == Fold.Of(b)));
}
