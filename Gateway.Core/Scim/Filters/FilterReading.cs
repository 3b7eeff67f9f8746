using System.Buffers;
using System.Globalization;
using System.Text;
using Gateway.Core.Scim.Errors;
using Gateway.Core.Scim.Resources;

namespace Gateway.Core.Scim.Filters;

/// <summary>One walk through the text of a filter, by recursive descent. The first error ends it.</summary>
internal sealed class FilterReading(string text, ResourceType type)
{
    private static readonly SearchValues<char> NumberCharacters = SearchValues.Create("0123456789.eE+-");

    private int at;
    private int depth;
    private int clauses;
    private ScimError? error;
    private AttributePath? element;

    public ScimResult<FilterExpression> Whole()
    {
        var filter = Or();
        if (error is null && at < text.Length)
        {
            Fail($"there is {Rest()} where the filter should end");
        }

        return error is null ? filter! : error;
    }

    public ScimResult<FilterExpression> Inside(AttributePath path)
    {
        element = path;
        return Whole();
    }

    private FilterExpression? Or()
    {
        var left = And();
        while (error is null && TakeWord("or"))
        {
            left = And() is { } right ? new FilterExpression.Or(left!, right) : null;
        }

        return left;
    }

    private FilterExpression? And()
    {
        var left = Factor();
        while (error is null && TakeWord("and"))
        {
            left = Factor() is { } right ? new FilterExpression.And(left!, right) : null;
        }

        return left;
    }

    private FilterExpression? Factor()
    {
        SkipSpace();
        if (Peek() == '(')
        {
            return Group();
        }

        var start = at;
        if (TakeWord("not"))
        {
            SkipSpace();
            if (Peek() == '(')
            {
                return Group() is { } inner ? new FilterExpression.Not(inner) : null;
            }

            at = start; // Perhaps an attribute of that name.
        }

        return Clause();
    }

    /// <summary>What stands in parentheses or brackets.</summary>
    private FilterExpression? Group(char end = ')')
    {
        if (++depth > FilterParser.MaxDepth)
        {
            return Refuse(ScimError.InvalidFilter($"The filter is nested deeper than {FilterParser.MaxDepth} levels: send a simpler one."));
        }

        at++;
        var inner = Or();
        if (error is not null)
        {
            return null;
        }

        SkipSpace();
        if (Peek() != end)
        {
            return Fail(at < text.Length ? $"there is {Rest()} where a '{end}' should be" : $"a '{end}' is missing");
        }

        at++;
        depth--;
        return inner;
    }

    private FilterExpression? Clause()
    {
        if (++clauses > FilterParser.MaxClauses)
        {
            return Refuse(ScimError.TooMany($"The filter has more than {FilterParser.MaxClauses} comparisons: send a simpler one."));
        }

        var name = Word();
        if (name.Length == 0)
        {
            return Fail(at < text.Length ? $"there is {Rest()} where an attribute should be" : "it ends where an attribute should be");
        }

        if (Resolve(name) is not { } path)
        {
            return null;
        }

        if (Peek() == '[')
        {
            return ValuePath(path);
        }

        var word = Word();
        if (word.Equals("pr", StringComparison.OrdinalIgnoreCase))
        {
            return path.Leaf is { Unfiltered: true } ? Unfiltered(path) : new FilterExpression.Present(path);
        }

        if (FilterOperators.Find(word) is not { } comparison)
        {
            return Fail(word.Length == 0
                ? $"an operator is missing after {path}"
                : $"{ScimError.Shown(word)} is no operator; there are eq, ne, co, sw, ew, pr, gt, ge, lt, le");
        }

        return Value(path) is { } value ? Typed(path, comparison, value) : null;
    }

    private AttributePath? Resolve(string name)
    {
        if (element is not null)
        {
            if (!AttributePaths.TryResolveInside(name, element, out var inner, out var unknown))
            {
                Fail(unknown);
            }

            return inner;
        }

        // What people write for the addresses themselves (okta.md OV-43).
        var alias = type == ResourceType.User && name.Equals("email", StringComparison.OrdinalIgnoreCase) ? "emails" : name;
        if (!AttributePaths.TryResolve(alias, type, out var path, out var problem))
        {
            Fail(problem);
            return null;
        }

        if (path.Definition is { Returned: Returned.Never })
        {
            Refuse(ScimError.Sensitive($"{path.Definition.Name} cannot be used in a filter."));
            return null;
        }

        return path;
    }

    private FilterExpression.ValuePath? ValuePath(AttributePath path)
    {
        if (element is not null || path.SubName is not null || path.Definition is { Type: not AttributeType.Complex })
        {
            Fail($"{path} has no parts to select by in brackets");
            return null;
        }

        element = path;
        var inner = Group(']');
        element = null;
        return inner is null ? null : new FilterExpression.ValuePath(path, inner);
    }

    /// <summary>The comparison, if the attribute's type allows it. RFC 7644 §3.4.2.2.</summary>
    private FilterExpression? Typed(AttributePath path, FilterOperator comparison, FilterValue value)
    {
        if (path is { SubName: null, Definition: { Type: AttributeType.Complex } complex })
        {
            if (complex.Find("value") is not { } simple)
            {
                return Fail($"{path} has parts: compare one of them, such as {path}.{complex.SubAttributes[0].Name}");
            }

            path = path with { SubName = simple.Name, SubDefinition = simple };
        }

        if (path.Leaf is { Unfiltered: true })
        {
            return Unfiltered(path);
        }

        var isEquality = comparison is FilterOperator.Equal or FilterOperator.NotEqual;
        var isText = comparison is FilterOperator.Contains or FilterOperator.StartsWith or FilterOperator.EndsWith;
        if (value is FilterValue.Null)
        {
            return isEquality ? new FilterExpression.Comparison(path, comparison, value) : Mismatch(path, comparison, "null");
        }

        switch (path.Leaf?.Type)
        {
            case null:
                var allowed = value switch
                {
                    FilterValue.Boolean => isEquality,
                    FilterValue.Number => !isText,
                    _ => true,
                };
                return allowed ? new FilterExpression.Comparison(path, comparison, value) : Mismatch(path, comparison, "such a value");
            case AttributeType.Boolean:
                if (value is FilterValue.Text spelled && bool.TryParse(spelled.Value, out var flag))
                {
                    value = new FilterValue.Boolean(flag);
                }

                return value is not FilterValue.Boolean ? Fail($"{path} is compared with true or false")
                    : isEquality ? new FilterExpression.Comparison(path, comparison, value)
                    : Mismatch(path, comparison, "true or false");
            case AttributeType.DateTime:
                return value is not FilterValue.Text moment || AsInstant(moment.Value) is not { } instant
                    ? Fail($"{path} is compared with a moment such as \"2026-11-21T12:00:00Z\"")
                    : isText ? Mismatch(path, comparison, "a moment")
                    : new FilterExpression.Comparison(path, comparison, new FilterValue.Instant(instant));
            case AttributeType.Integer or AttributeType.Decimal:
                return value is not FilterValue.Number ? Fail($"{path} is compared with a number")
                    : isText ? Mismatch(path, comparison, "a number")
                    : new FilterExpression.Comparison(path, comparison, value);
            default:
                return value is not FilterValue.Text ? Fail($"{path} is compared with a text in quotes")
                    : !isEquality && path.Leaf is { IsId: true } or { Type: AttributeType.Binary } ? Mismatch(path, comparison, "an id or binary value")
                    : new FilterExpression.Comparison(path, comparison, value);
        }
    }

    private FilterExpression? Mismatch(AttributePath path, FilterOperator comparison, string with) =>
        Fail($"{FilterOperators.Text(comparison)} cannot compare {path} with {with}");

    private FilterExpression? Unfiltered(AttributePath path) => Fail($"{path} cannot be used in a filter");

    private FilterValue? Value(AttributePath path)
    {
        SkipSpace();
        if (Peek() == '"')
        {
            return Text();
        }

        var word = Word();
        switch (word.ToLowerInvariant())
        {
            case "":
                Fail($"a value is missing after {path}");
                return null;
            case "true":
                return new FilterValue.Boolean(true);
            case "false":
                return new FilterValue.Boolean(false);
            case "null":
                return new FilterValue.Null();
        }

        if (IsNumber(word) && double.TryParse(word, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) && double.IsFinite(number))
        {
            return new FilterValue.Number(number);
        }

        Fail($"the value after {path} is neither a text in quotes nor a number, true, false or null");
        return null;
    }

    /// <summary>A JSON string. RFC 8259 §7.</summary>
    private FilterValue.Text? Text()
    {
        var result = new StringBuilder();
        for (at++; at < text.Length; at++)
        {
            var c = text[at];
            switch (c)
            {
                case '"':
                    at++;
                    return Sound(result);
                case '\\':
                    if (!Escape(result))
                    {
                        Fail("a text has a backslash that starts no JSON escape");
                        return null;
                    }

                    break;
                default:
                    result.Append(c);
                    break;
            }
        }

        Fail("a text in quotes has no end");
        return null;
    }

    private FilterValue.Text? Sound(StringBuilder result)
    {
        var value = result.ToString();
        for (var i = 0; i < value.Length; i++)
        {
            if (char.IsHighSurrogate(value[i]) && i + 1 < value.Length && char.IsLowSurrogate(value[i + 1]))
            {
                i++;
            }
            else if (char.IsSurrogate(value[i]) || value[i] == '\0')
            {
                Fail("a text has a NUL character or half a surrogate pair");
                return null;
            }
        }

        return new FilterValue.Text(value);
    }

    private bool Escape(StringBuilder result)
    {
        if (++at >= text.Length)
        {
            return false;
        }

        if (text[at] == 'u')
        {
            if (at + 4 >= text.Length
                || !ushort.TryParse(text.AsSpan(at + 1, 4), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var unit))
            {
                return false;
            }

            at += 4;
            result.Append((char)unit);
            return true;
        }

        var plain = text[at] switch
        {
            '"' => '"',
            '\\' => '\\',
            '/' => '/',
            'b' => '\b',
            'f' => '\f',
            'n' => '\n',
            'r' => '\r',
            't' => '\t',
            _ => '\0',
        };
        result.Append(plain);
        return plain != '\0';
    }

    private static bool IsNumber(string word)
    {
        var digits = word.AsSpan().TrimStart('-');
        return word.Length - digits.Length <= 1 && digits.Length > 0 && char.IsAsciiDigit(digits[0]) && char.IsAsciiDigit(digits[^1])
            && digits.IndexOfAnyExcept(NumberCharacters) < 0;
    }

    private static DateTimeOffset? AsInstant(string value)
    {
        const DateTimeStyles Utc = DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal;
        if (value.Length < 10 || !char.IsAsciiDigit(value[0]) || value[4] != '-'
            || !DateTimeOffset.TryParse(value, CultureInfo.InvariantCulture, Utc, out var at))
        {
            return null;
        }

        return new DateTimeOffset(at.UtcTicks - (at.UtcTicks % TimeSpan.TicksPerMicrosecond), TimeSpan.Zero);
    }

    /// <summary>Takes a keyword in any case, if it stands here by itself.</summary>
    private bool TakeWord(string word)
    {
        SkipSpace();
        if (at + word.Length > text.Length || !text.AsSpan(at, word.Length).Equals(word, StringComparison.OrdinalIgnoreCase)
            || (at + word.Length < text.Length && !IsSpace(text[at + word.Length]) && text[at + word.Length] != '('))
        {
            return false;
        }

        at += word.Length;
        return true;
    }

    private string Word()
    {
        SkipSpace();
        var start = at;
        while (at < text.Length && !IsSpace(text[at]) && text[at] is not ('(' or ')' or '[' or ']' or '"'))
        {
            at++;
        }

        return text[start..at];
    }

    private char Peek() => at < text.Length ? text[at] : '\0';

    private void SkipSpace()
    {
        while (at < text.Length && IsSpace(text[at]))
        {
            at++;
        }
    }

    private static bool IsSpace(char c) => c is ' ' or '\t' or '\r' or '\n';

    private string Rest() => text[at] is '"' ? "a text" : ScimError.Shown(text.Substring(at, Math.Min(16, text.Length - at)));

    private FilterExpression? Fail(string problem) => Refuse(ScimError.InvalidFilter($"The filter cannot be read: {problem}."));

    private FilterExpression? Refuse(ScimError refusal)
    {
        error ??= refusal;
        return null;
    }
}
