"""The three lists as workbooks: their columns."""

from common.sheets import Column
from grids.models.areas import CODE_LENGTHS
from projects.importers.items import ItemImport
from projects.models import Demand, Item, Resource, Service

UNIT = (
    Column(
        "unit",
        "单位名称",
        required=True,
        max_length=120,
        example="大连湾供电所",
        hint="军警单位填代称",
    ),
    Column("credit_code", "统一社会信用代码", max_length=18, hint="可不填；有多家同名单位时必填"),
    Column(
        "code",
        "区划代码",
        "code",
        lengths=tuple(CODE_LENGTHS.values()),
        hint="服务或共享范围所在的区、街道、社区（村）、网格；不填则为单位所在区域",
        example="210211013001",
    ),
    Column("title", "名称", required=True, max_length=60),
    Column(
        "category",
        "类别",
        required=True,
        max_length=40,
        hint="填类别名称，例如：助餐、水电维修",
        example="助餐",
    ),
    Column("description", "说明", max_length=1000, multiline=True),
)
CONTACT = (
    Column(
        "contact",
        "联系岗位",
        required=True,
        max_length=60,
        example="党群办公室",
        hint="只填岗位，不填姓名",
    ),
    Column(
        "phone",
        "联系电话",
        "phone",
        required=True,
        example="0411-87600000",
        hint="单位值班或办公电话",
    ),
)
PUBLIC = Column(
    "is_public", "是否公开", "bool", default=False, hint="填“是”则向居民公开", example=True
)


class ResourceImport(ItemImport):
    kind = "resources"
    title = "共享资源"
    model = Resource
    columns = (
        *UNIT,
        Column("form", "资源形式", "choice", choices=Resource.Form, required=True),
        Column("quantity", "数量", max_length=30, example="1 间"),
        Column("capacity", "可容纳人数", "int", least=1, most=100_000),
        Column("pieces", "可同时预订的数量", "int", least=1, most=1000, hint="填写后可在线预订"),
        Column("address", "地点", max_length=100, hint="场地写到楼和房间", example="海湾路 3 号"),
        Column("opening", "开放时间", max_length=100, example="周末 9:00–17:00"),
        Column("conditions", "使用条件", max_length=200),
        *CONTACT,
        PUBLIC,
    )


class ServiceImport(ItemImport):
    kind = "services"
    title = "服务项目"
    model = Service
    columns = (
        *UNIT,
        Column("audience", "服务对象", required=True, max_length=60, example="六十岁以上老人"),
        Column("place", "地点", required=True, max_length=100),
        Column(
            "hours", "服务时间", required=True, max_length=100, example="周一至周五 11:00–12:30"
        ),
        Column("quota", "名额", max_length=30),
        Column("places", "名额（数字）", "int", least=1, most=100_000, hint="填写后显示剩余名额"),
        Column("booking", "预约方式", max_length=100, example="电话预约"),
        Column("bring", "需带材料", max_length=100),
        *CONTACT,
        PUBLIC,
    )


class DemandImport(ItemImport):
    kind = "demands"
    title = "需求意向"
    model = Demand
    columns = (
        *UNIT,
        Column(
            "urgency", "紧急程度", "choice", choices=Demand.Urgency, default=Demand.Urgency.NORMAL
        ),
        Column("wished_on", "希望解决日期", "date"),
        Column("quantity", "数量", max_length=30),
        Column(
            "amount",
            "可分批解决的总数",
            "int",
            least=1,
            most=1_000_000,
            hint="几家单位可以各解决一部分时填",
            example=36,
        ),
        *CONTACT,
    )


IMPORTERS: dict[type[Item], type[ItemImport]] = {
    Resource: ResourceImport,
    Service: ServiceImport,
    Demand: DemandImport,
}
