using Gateway.Core.Scim.Filters;
using Gateway.Core.Scim.Resources;
using Gateway.Core.Storage;

namespace Gateway.Core.Identities.Filtering;

/// <summary>Translates a filter to SQL. Columns with an index where there is one, else the folded copy, else the document.</summary>
public static class FilterSql
{
    public static SqlCondition Translate(FilterExpression filter, ResourceType type, Dialect dialect) => throw new NotImplementedException();
}
