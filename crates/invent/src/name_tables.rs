//! The characters that names are made of. Every pool is a text of three-byte characters.

/// Surnames by about their share of a hundred thousand people, with those of Shanxi a little up.
pub(crate) const SURNAMES: [(&str, u32); 106] = [
    ("王", 8_200),
    ("李", 7_300),
    ("张", 7_200),
    ("刘", 5_000),
    ("郭", 2_600),
    ("杨", 2_400),
    ("赵", 2_400),
    ("陈", 2_200),
    ("高", 1_700),
    ("武", 1_500),
    ("任", 1_300),
    ("马", 1_200),
    ("孙", 1_200),
    ("梁", 1_100),
    ("郝", 1_100),
    ("韩", 1_000),
    ("胡", 900),
    ("吴", 900),
    ("徐", 900),
    ("周", 900),
    ("田", 900),
    ("白", 900),
    ("贾", 900),
    ("冯", 900),
    ("宋", 850),
    ("薛", 800),
    ("曹", 750),
    ("申", 700),
    ("樊", 700),
    ("朱", 700),
    ("史", 650),
    ("黄", 650),
    ("段", 600),
    ("闫", 600),
    ("乔", 600),
    ("侯", 600),
    ("牛", 600),
    ("董", 600),
    ("温", 550),
    ("吕", 550),
    ("常", 550),
    ("何", 500),
    ("林", 500),
    ("康", 500),
    ("邢", 500),
    ("范", 480),
    ("秦", 480),
    ("苏", 450),
    ("孟", 450),
    ("许", 450),
    ("程", 430),
    ("崔", 430),
    ("杜", 430),
    ("姚", 400),
    ("石", 400),
    ("尹", 380),
    ("潘", 350),
    ("魏", 350),
    ("安", 350),
    ("丁", 330),
    ("沈", 320),
    ("邓", 320),
    ("彭", 300),
    ("傅", 300),
    ("于", 300),
    ("袁", 300),
    ("蔡", 280),
    ("余", 280),
    ("叶", 270),
    ("卢", 260),
    ("蒋", 260),
    ("曾", 250),
    ("萧", 200),
    ("谢", 250),
    ("罗", 250),
    ("郑", 300),
    ("唐", 280),
    ("裴", 250),
    ("卫", 220),
    ("岳", 220),
    ("霍", 200),
    ("药", 180),
    ("弓", 150),
    ("荆", 150),
    ("渠", 120),
    ("阴", 100),
    ("解", 120),
    ("柴", 200),
    ("庞", 180),
    ("米", 130),
    ("左", 130),
    ("逯", 60),
    ("亢", 60),
    ("续", 60),
    ("冀", 80),
    ("智", 60),
    ("降", 40),
    ("令狐", 40),
    ("欧阳", 30),
    ("皇甫", 20),
    ("上官", 15),
    ("司马", 12),
    ("尉迟", 10),
    ("呼延", 10),
    ("诸葛", 8),
    ("慕容", 5),
];

/// What given names of a time and a sex are made of. Characters are left out where two of them with
/// a surname from above are the name of somebody whom everybody knows.
pub(crate) struct Pool {
    /// The first of two characters.
    pub(crate) first: &'static str,
    /// The second of two.
    pub(crate) second: &'static str,
    /// The only one.
    pub(crate) single: &'static str,
    /// Of a hundred names, how many have a single character.
    pub(crate) singles: u32,
}

/// For men, by the time of birth: before 1955, 1975, 1995, 2010, and after.
pub(crate) const MEN: [Pool; 5] = [
    Pool {
        first: "国建文德福永玉振保金世明志万全天长贵喜有存根来双成",
        second: "福贵生财德元旺明义成林山和堂寿民祥喜根才魁锁保恩庆",
        single: "贵福林山旺喜成义虎",
        singles: 7,
    },
    Pool {
        first: "建国志卫俊永文海新立保秋爱红晓跃向学玉全计拴栓双润",
        second: "国军民华平明生伟红兵林斌东忠义文虎荣旺刚青田根成柱",
        single: "军伟勇平斌忠林刚峰亮虎兵华",
        singles: 20,
    },
    Pool {
        first: "晓志建俊海文永小宏少向立世红光浩旭振彦晋瑞亚国学继",
        second: "峰军伟波斌勇杰辉飞龙东明刚宇涛超磊华鑫文晖琦敏",
        single: "伟勇军磊超杰涛斌波辉亮刚飞峰凯鑫浩帅",
        singles: 38,
    },
    Pool {
        first: "子浩宇俊嘉天文志晨佳少晋旭一景思伟家博云鑫明振梓泓",
        second: "轩浩宇豪杰航辉凯然博鑫龙阳涛东飞帆晨瑞成琦铭翔哲源",
        single: "浩鑫杰凯阳帅宇磊超涛旭航晨昊",
        singles: 17,
    },
    Pool {
        first: "子浩宇梓俊一铭沐嘉奕皓晨辰亦煜景启承睿昊柏书知佑北",
        second: "轩宸睿辰洋豪然霖恒熙诺阳墨航言安远昊尧成屹川朗初白",
        single: "睿煜昊宸铭辰阳",
        singles: 5,
    },
];

/// For women, by the same times.
pub(crate) const WOMEN: [Pool; 5] = [
    Pool {
        first: "秀桂玉淑凤兰翠月金爱素春彩巧润改俊香桃粉锁二三存贵",
        second: "英兰花珍莲梅芳香娥仙琴云枝珠凤叶清平鱼女转汝棉先桃",
        single: "英兰梅莲香凤珍花",
        singles: 5,
    },
    Pool {
        first: "秀玉丽桂爱春建淑改俊月润瑞翠红晓艳海凤美变林文青计",
        second: "英梅兰芳萍珍香琴花莲霞青平仙娥叶华云红玲先爱鲜娟萝",
        single: "萍芳霞梅英红玲琴敏华",
        singles: 14,
    },
    Pool {
        first: "丽晓海艳红雪春秀美玉文小亚慧彦晋瑞燕俊志建旭利雅国",
        second: "丽霞娟芳红燕敏静艳玲婷梅琴华萍青英花洁娜瑞荣峰虹蓉",
        single: "静丽敏艳娟霞燕婷芳玲洁倩慧楠",
        singles: 30,
    },
    Pool {
        first: "思雨佳欣雅婷梦晓慧静文嘉子怡雪芳晋若宇心美诗紫梓可",
        second: "怡婷欣雨琪悦敏颖佳瑶洁慧琳萱雪娜蓉静薇宁彤莹茹媛楠",
        single: "婷静悦倩瑶琳雪妍璐",
        singles: 13,
    },
    Pool {
        first: "梓雨欣诗子一语若沐可佳思嘉芷婉艺依心奕雅书念清夏锦",
        second: "涵萱怡桐琪彤妍瑶悦汐诺宁琳溪菲欣晴月柔朵禾安苒冉笛",
        single: "悦妍彤汐涵",
        singles: 4,
    },
];

/// Characters that systems lose: beyond the basic plane, from extension A, and seldom seen.
pub(crate) const RARE: [&str; 10] = ["𠮷", "㛃", "䶮", "𬭚", "𫍽", "㐂", "堃", "犇", "垚", "翀"];

/// Given names that go with `·`.
pub(crate) const DOTTED_MEN: [&str; 10] = [
    "艾力",
    "吐尔逊",
    "买买提",
    "阿迪力",
    "库尔班",
    "玉素甫",
    "艾尔肯",
    "热合曼",
    "帕尔哈提",
    "赛买提",
];
/// The same for women.
pub(crate) const DOTTED_WOMEN: [&str; 8] =
    ["阿依古丽", "古丽娜尔", "热依汗", "帕提古丽", "阿依努尔", "祖丽胡玛尔", "米日古丽", "玛依拉"];

/// Family names in Latin letters.
pub(crate) const LATIN_FAMILIES: [&str; 12] = [
    "Keller", "Novak", "Okafor", "Tanaka", "Silva", "Ivanov", "Rahman", "Nguyen", "Larsen",
    "O'Neill", "García", "Müller",
];
/// Given names of men in Latin letters.
pub(crate) const LATIN_MEN: [&str; 8] =
    ["Jonas", "Pavel", "Emeka", "Kenji", "Lucas", "Omar", "Minh", "Erik"];
/// Given names of women in Latin letters.
pub(crate) const LATIN_WOMEN: [&str; 8] =
    ["Anna", "Elena", "Amara", "Yuki", "Beatriz", "Fatima", "Linh", "Ingrid"];
