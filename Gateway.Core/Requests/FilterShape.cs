using System.Text;

namespace Gateway.Core.Requests;

/// <summary>A filter's attributes and operators, with every compared value replaced: <c>userName eq "…"</c>. Also of a filter that cannot be parsed.</summary>
public static class FilterShape
{
    private const string Gone = "…";
    private const int MaximumLength = 400;
    private static readonly HashSet<string> Comparisons = new(StringComparer.OrdinalIgnoreCase) { "eq", "ne", "co", "sw", "ew", "gt", "ge", "lt", "le" };
    private static readonly HashSet<string> Joins = new(StringComparer.OrdinalIgnoreCase) { "and", "or", "not", "pr" };
    private static readonly HashSet<string> Literals = new(StringComparer.OrdinalIgnoreCase) { "true", "false", "null" };

    public static string Of(string filter)
    {
        var tokens = Tokens(filter).ToList();
        var shape = new StringBuilder();
        for (var i = 0; i < tokens.Count && shape.Length < MaximumLength; i++)
        {
            var token = tokens[i];
            if (shape.Length > 0 && shape[^1] is not ('(' or '[') && token is not (")" or "]" or "[") && !(shape[^1] == ']' && token[0] == '.'))
            {
                shape.Append(' ');
            }

            shape.Append(Shown(token, i > 0 ? tokens[i - 1] : null, i + 1 < tokens.Count ? tokens[i + 1] : null));
        }

        return shape.Length < MaximumLength ? shape.ToString() : shape + Gone;
    }

    private static string Shown(string token, string? before, string? after)
    {
        if (token[0] == '"')
        {
            return $"\"{Gone}\"";
        }

        if (token is "(" or ")" or "[" or "]")
        {
            return token;
        }

        if (before is not null && Comparisons.Contains(before))
        {
            return Literals.Contains(token) ? token : Gone;
        }

        var isAttribute = after is not null && (Comparisons.Contains(after) || after is "[" || after.Equals("pr", StringComparison.OrdinalIgnoreCase));
        return Comparisons.Contains(token) || Joins.Contains(token) || (isAttribute && token.All(IsAttributeCharacter)) ? token : Gone;
    }

    private static IEnumerable<string> Tokens(string filter)
    {
        for (var i = 0; i < filter.Length;)
        {
            var start = i;
            if (char.IsWhiteSpace(filter[i]))
            {
                i++;
                continue;
            }

            if (filter[i] is '(' or ')' or '[' or ']')
            {
                i++;
            }
            else if (filter[i] == '"')
            {
                for (i++; i < filter.Length && filter[i] != '"'; i++)
                {
                    i += filter[i] == '\\' ? 1 : 0;
                }

                i = Math.Min(i + 1, filter.Length);
            }
            else
            {
                while (i < filter.Length && !char.IsWhiteSpace(filter[i]) && filter[i] is not ('(' or ')' or '[' or ']' or '"'))
                {
                    i++;
                }
            }

            yield return filter[start..i];
        }
    }

    private static bool IsAttributeCharacter(char character) => char.IsAsciiLetterOrDigit(character) || character is '.' or ':' or '_' or '-' or '$';
}
