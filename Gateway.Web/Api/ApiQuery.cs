using System.Globalization;
using Gateway.Core.Ids;

namespace Gateway.Web.Api;

/// <summary>The parameters of a list, read one by one; what is wrong or unknown is told at once.</summary>
internal sealed class ApiQuery(HttpRequest request)
{
    public const int MaximumLimit = 1000;
    private const int DefaultLimit = 100;
    private readonly List<ApiFieldError> errors = [];
    private readonly HashSet<string> asked = new(StringComparer.Ordinal);

    /// <summary>Null, or everything that is wrong. Ask when every parameter has been read.</summary>
    public ApiProblem? Refusal
    {
        get
        {
            var unknown = request.Query.Keys
                .Where(name => !asked.Contains(name))
                .Select(name => new ApiFieldError(name, $"The parameter {name} is not known here: leave it out; known are {string.Join(", ", asked.Order(StringComparer.Ordinal))}."));
            IReadOnlyList<ApiFieldError> all = [.. errors, .. unknown];
            return all.Count == 0 ? null : ApiProblem.Invalid(all) with { Code = "invalid_parameter" };
        }
    }

    /// <summary>1 to 1000; what is beyond is cut, what is absent is 100.</summary>
    public int Limit()
    {
        if (Text("limit") is not { } text)
        {
            return DefaultLimit;
        }

        if (long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var limit))
        {
            return (int)Math.Clamp(limit, 1, MaximumLimit);
        }

        Refuse("limit", $"must be a whole number from 1 to {MaximumLimit}.");
        return DefaultLimit;
    }

    public string? Text(string name)
    {
        asked.Add(name);
        var values = request.Query[name];
        if (values.Count > 1)
        {
            Refuse(name, "is given more than once.");
        }

        return values.Count == 0 || string.IsNullOrEmpty(values[0]) ? null : values[0];
    }

    public TId? Id<TId>(string name) where TId : struct, ITypedId<TId>
    {
        if (Text(name) is not { } text)
        {
            return null;
        }

        if (TypedId.TryParse<TId>(text, out var id))
        {
            return id;
        }

        Refuse(name, $"must be an id of the form {TId.Prefix}_….");
        return null;
    }

    /// <summary>Where the page before ended.</summary>
    public TId? After<TId>() where TId : struct, ITypedId<TId>
    {
        if (Text("after") is not { } text)
        {
            return null;
        }

        if (TypedId.TryParse<TId>(text, out var id))
        {
            return id;
        }

        RefuseCursor();
        return null;
    }

    /// <summary>Where the page before ended, of lists that are ordered by a number; 0 for the first page.</summary>
    public long AfterNumber()
    {
        if (Text("after") is not { } text)
        {
            return 0;
        }

        if (long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number))
        {
            return number;
        }

        RefuseCursor();
        return 0;
    }

    public void Refuse(string name, string must) => errors.Add(new ApiFieldError(name, $"The parameter {name} {must}"));

    private void RefuseCursor() => Refuse("after", "must be the next of the page before, unchanged.");
}
