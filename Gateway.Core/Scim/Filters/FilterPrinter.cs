using System.Globalization;
using System.Text;

namespace Gateway.Core.Scim.Filters;

/// <summary>Writes a filter as text, with no more parentheses than needed.</summary>
public static class FilterPrinter
{
    public static string Print(FilterExpression filter)
    {
        var text = new StringBuilder();
        Write(text, filter, 0);
        return text.ToString();
    }

    // A weaker binding inside a stronger one needs parentheses; so does the right side of an equal one, for the text binds to the left.
    private static void Write(StringBuilder text, FilterExpression filter, int binding)
    {
        switch (filter)
        {
            case FilterExpression.Or or:
                Binary(text, or.Left, " or ", or.Right, own: 1, binding);
                break;
            case FilterExpression.And and:
                Binary(text, and.Left, " and ", and.Right, own: 2, binding);
                break;
            case FilterExpression.Not not:
                text.Append("not (");
                Write(text, not.Inner, 0);
                text.Append(')');
                break;
            case FilterExpression.Present present:
                text.Append(present.Path).Append(" pr");
                break;
            case FilterExpression.ValuePath path:
                text.Append(path.Path).Append('[');
                Write(text, path.Inner, 0);
                text.Append(']');
                break;
            case FilterExpression.Comparison comparison:
                text.Append(comparison.Path).Append(' ').Append(FilterOperators.Text(comparison.Operator)).Append(' ');
                Write(text, comparison.Value);
                break;
        }
    }

    private static void Binary(StringBuilder text, FilterExpression left, string word, FilterExpression right, int own, int binding)
    {
        var isGrouped = own < binding;
        text.Append(isGrouped ? "(" : "");
        Write(text, left, own);
        text.Append(word);
        Write(text, right, own + 1);
        text.Append(isGrouped ? ")" : "");
    }

    private static void Write(StringBuilder text, FilterValue value)
    {
        switch (value)
        {
            case FilterValue.Text written:
                Quote(text, written.Value);
                break;
            case FilterValue.Number number:
                text.Append(number.Value.ToString("R", CultureInfo.InvariantCulture));
                break;
            case FilterValue.Boolean flag:
                text.Append(flag.Value ? "true" : "false");
                break;
            case FilterValue.Instant instant:
                text.Append('"').Append(instant.At.ToString("yyyy-MM-dd'T'HH:mm:ss.FFFFFF'Z'", CultureInfo.InvariantCulture)).Append('"');
                break;
            case FilterValue.Null:
                text.Append("null");
                break;
        }
    }

    private static void Quote(StringBuilder text, string value)
    {
        text.Append('"');
        foreach (var c in value)
        {
            switch (c)
            {
                case '"' or '\\':
                    text.Append('\\').Append(c);
                    break;
                case < ' ':
                    text.Append("\\u").Append(((int)c).ToString("x4", CultureInfo.InvariantCulture));
                    break;
                default:
                    text.Append(c);
                    break;
            }
        }

        text.Append('"');
    }
}
